import RegisterAPI

/// Program and contract are released together.
let releaseVersion = apiVersion
