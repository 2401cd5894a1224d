/// A place on the sheet, in pixels from the top left corner.
struct Point: Hashable {
    var x: Int
    var y: Int
}

/// A width and a height, in pixels.
struct Size: Hashable {
    var width: Int
    var height: Int
}

/// A rectangle on the sheet, in pixels.
struct Frame: Hashable {
    var x: Int
    var y: Int
    var size: Size

    var right: Int { x + size.width }
    var bottom: Int { y + size.height }

    func moved(by offset: Point) -> Frame { Frame(x: x + offset.x, y: y + offset.y, size: size) }
}

/// The distances of a drawing, in pixels.
enum Distance {
    /// Between boxes that hang together, and between those that do not.
    static let boxes = 32
    static let parts = 56
    /// Between a box and a line that passes it, and between two lines that pass side by side.
    static let boxToLine = 16
    static let lines = 16
    /// Between two ends of lines on the same side of a box, and from such an end to the corner.
    static let ports = 16
    static let corner = 14
    /// Between the horizontal stretches of lines between two layers, and from these to the boxes above and below.
    static let tracks = 14
    static let aboveTracks = 26
    static let belowTracks = 28
    /// The least length of a line beside which its label stands.
    static let besideLabel = 22
}
