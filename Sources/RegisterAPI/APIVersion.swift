/// The version of the HTTP contract (SemVer). It stands here and nowhere else in the code; CHANGELOG.md says what each version changed.
public let apiVersion = "1.0.0"
