extension ProblemCode {
    /// A few words, the same for every occurrence (RFC 9457 section 3.1.3).
    var title: String { explanation.title }

    /// What it means, and how to mend the request.
    var explanation: (title: String, meaning: String, remedy: String) {
        switch self {
        case .requestInvalid:
            (
                "The request is not valid", "One or more parameters cannot be taken; “errors” lists all of them.",
                "Mend each parameter that “errors” names."
            )
        case .requestMalformed:
            (
                "The request cannot be read", "It does not keep to HTTP, or its path cannot be decoded.",
                "Send it with an HTTP client, and percent-encode the path."
            )
        case .pathUnknown:
            ("There is nothing at this path", "No resource has this path. A slash at the end makes it another path.", "GET /v1 lists every resource.")
        case .methodNotAllowed:
            (
                "The resource does not take this method", "The register is read with GET, HEAD and OPTIONS; POST only asks about a long list.",
                "The field Allow of the answer names the methods."
            )
        case .bodyTooLarge: ("The body is too large", "A body may have 1 MiB.", "Send less, or in several requests.")
        case .targetTooLong: ("The URL is too long", "Path and query together may have 8 KiB.", "Ask for fewer things at once.")
        case .headerTooLarge:
            ("The header is too large", "All header fields together may have 12 KiB.", "Send fewer or shorter fields; cookies are not needed.")
        case .transferCodingUnsupported:
            ("The transfer coding is not understood", "A body comes with Content-Length or chunked.", "Send it so.")
        case .notAcceptable:
            (
                "The resource has no such representation", "None of the media types in the field Accept is one that this resource has.",
                "The detail lists those it has. Ask for one of them, or leave Accept out."
            )
        case .contentTypeUnsupported:
            (
                "The body is of a type that is not read", "The field Content-Type names another media type than the resource takes, or is missing.",
                "Send the body as one of the types that the detail lists, and say so in Content-Type."
            )
        case .problemUnknown: ("No problem has this code", "The path names a code that does not exist.", "GET /v1/problems lists them all.")
        case .databaseUnavailable:
            (
                "The register's database cannot be used", "The service runs, but its database does not answer, or not as it should.",
                "Try again in a moment; Retry-After says when."
            )
        case .overloaded: ("The service is busy", "More is being asked than can be answered.", "Try again in a moment; Retry-After says when.")
        case .stopping: ("The service is stopping", "It takes no new requests.", "Try again in a moment.")
        case .internalError:
            ("Something is wrong in the service", "It is not the request's fault, and it was logged.", "Report it, with the time and the URL.")
        case .parameterUnknown:
            (
                "The resource has no such parameter", "Unknown parameters are refused, so that a typing error never widens an answer.",
                "Leave it out, or spell it as the detail says."
            )
        case .parameterRepeated: ("The parameter is given more than once", "It takes one value.", "Keep one.")
        case .parameterEmpty: ("The parameter has no value", "It is there, but empty.", "Give it a value, or leave it out.")
        case .parameterMissing: ("A parameter is missing", "The resource cannot answer without it.", "Add it.")
        case .parametersExclusive:
            ("The parameters do not go together", "Each says the same in another way, or one makes the other meaningless.", "Keep one.")
        case .encodingInvalid:
            ("The parameter cannot be decoded", "Its percent-encoding is broken, or it is not UTF-8 text.", "Encode the UTF-8 bytes of the value.")
        case .dateInvalid: ("The value is not a date", "A date is YYYY-MM-DD and exists in the calendar, such as 2026-01-01.", "Give such a date.")
        case .instantInvalid:
            (
                "The value is not a moment", "A moment is YYYY-MM-DDThh:mm:ssZ, or has an offset such as +01:00 in place of Z.",
                "Give such a moment; write the plus of an offset as %2B."
            )
        case .instantInFuture:
            ("The moment lies in the future", "What the register will say then is not known.", "Give a moment that has been, or leave it out.")
        case .revisionUnknown: ("There is no such revision", "Revisions are numbered from 1; the detail names the newest.", "Give one that there is.")
        case .numberInvalid:
            ("The value is not a number that fits", "It is a whole number in digits, within the bounds that the detail names.", "Give such a number.")
        case .choiceInvalid: ("The value is not one of those possible", "The detail lists them.", "Choose one.")
        case .sortInvalid:
            (
                "The collection cannot be sorted so", "Sort keys are separated by commas; a minus in front means descending.",
                "Choose from the keys that the detail lists."
            )
        case .fieldInvalid:
            (
                "The resource has no such field", "Fields are named as in the JSON, at its top level, separated by commas.",
                "Choose from those that the detail lists."
            )
        case .textTooLong: ("The value is too long", "The detail says how long it may be.", "Shorten it.")
        case .tooManyValues: ("Too many values", "The detail says how many there may be.", "Ask in several requests.")
        case .tooFewValues: ("Too few values", "The question needs several to compare.", "Give as many as the detail says.")
        case .valueRepeated:
            ("A value is given twice", "Counting it twice would be wrong, and leaving one out would hide a mistake.", "Give each value once.")
        case .rangeReversed: ("The range ends before it begins", "The first of the two values is greater than the second.", "Swap them.")
        case .dateBeforeCoverage:
            (
                "The date is before what the register covers",
                "Of that time the register does not know every municipality and succession, so its answer could be false.",
                "Give a date from the day on that the detail names."
            )
        case .bodyEmpty: ("The body has nothing in it", "The list has no value.", "Send a list of at least one.")
        case .bodyInvalid:
            (
                "The body cannot be read", "It is not well-formed, or not of the form that the resource takes.",
                "The detail says where and why; mend it there."
            )
        case .municipalityCodeInvalid:
            (
                "The value is not a municipality code", "A code is GM and four digits, such as GM0988; 0988 is taken too.",
                "Give such a code; GET /v1/municipalities?name=… finds it."
            )
        case .cursorInvalid:
            (
                "The value is not a place in the change log", "It is the number of a revision, or the id of a change, such as 7 or 7-12000.",
                "Give the id of the last change that was read, or 0 for all."
            )
        case .municipalityUnknown:
            (
                "No municipality has this code", "It is not, and never was, in the register.",
                "The detail names codes near it; GET /v1/municipalities?name=… finds one by name."
            )
        case .municipalityNotValid:
            (
                "The municipality did not exist on that date", "It had ended, or had not begun.",
                "The detail says when it existed, and what came after or before it."
            )
        case .regionUnknown: ("No region has this id", "It is not, and never was, in the register.", "GET /v1/regions lists those of a date.")
        case .regionNotValid:
            (
                "The region is not known on that date", "The register holds it for other dates.",
                "The detail says for which; the classification of one year says nothing of another."
            )
        case .provinceUnknown: ("No province has this code", "A province is PV and two digits.", "GET /v1/regions?type=provincie lists them.")
        case .regionTypeUnknown: ("No region type has this id", "It is not in the register.", "GET /v1/region-types lists them.")
        case .scaleLevelUnknown: ("No scale level has this id", "There are six, from municipality to country.", "GET /v1/scale-levels lists them.")
        case .normUnknown: ("No norm has this id", "It is not in the register.", "GET /v1/norms lists them.")
        case .arrangementUnknown:
            ("No arrangement has this id", "It is not, and never was, in the register.", "GET /v1/arrangements lists those of a date.")
        case .arrangementNotValid:
            ("The arrangement was not valid on that date", "It had ended, or had not begun.", "The detail says when it was valid.")
        case .organisationUnknown:
            ("No organisation has this id", "It is not, and never was, in the register.", "GET /v1/organisations lists those of a date.")
        case .organisationNotValid:
            ("The organisation is not known on that date", "The register holds it for other dates.", "The detail says for which.")
        case .policyDomainUnknown:
            ("No policy domain has this id", "It is not in the register.", "The detail lists those there are; so does GET /v1/policy-domains.")
        case .legalFormUnknown:
            ("No legal form has this id", "It is not in the register.", "The detail lists those there are; so does GET /v1/legal-forms.")
        case .tableUnknown: ("No table has this name", "It is not one of those that are recorded.", "The detail lists them; so does GET /v1/tables.")
        }
    }
}
