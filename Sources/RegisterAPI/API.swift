public import HTTP
import HTTPTypes
public import Logging
public import Postgres

/// The HTTP face of the register: every route, and what becomes of errors.
public struct API: Sendable {
    private let router: Router
    private let announcements: Announcements

    /// - Parameters:
    ///   - pool: Connections that can read the register, and need nothing more.
    ///   - replica: The same to a streaming replica, which is asked first; nil: there is none.
    ///   - cache: Keeps the answers, as long as ``follow(_:)`` runs.
    public init(
        pool: Pool, replica: Pool? = nil, documents: Documents, settings: Settings = Settings(), cache: RevisionCache,
        observed: Observed = Observed(), logger: Logger
    ) {
        let streams = ChangeStreams(settings)
        let readers = Readers(
            primary: pool, replica: replica.map { Replica($0, of: pool, patience: settings.patienceWithStale, logger: logger) }, cache: cache)
        announcements = Announcements(cache: cache, streams: streams, readers: readers, logger: logger)
        var router = Router { fault, request in Self.refuse(fault, request) }

        func add(
            _ method: HTTPRequest.Method, _ pattern: String, _ offered: [MediaType], isKept: Bool = true,
            _ resource: @escaping @Sendable (Call) async throws -> Answer
        ) {
            let answering = Answering(offered: offered, cache: method == .get && isKept ? cache : nil, logger: logger, resource: resource)
            router.add(method, pattern) { request in
                await answering.respond(to: request) { type, target in
                    Call(
                        request: request, target: target, readers: readers, documents: documents, settings: settings, streams: streams, type: type)
                }
            }
        }
        func get(
            _ pattern: String, offering offered: [MediaType] = MediaType.ofSingle, isKept: Bool = true,
            _ resource: @escaping @Sendable (Call) async throws -> Answer
        ) {
            add(.get, pattern, offered, isKept: isKept, resource)
        }
        func collection(_ pattern: String, _ resource: @escaping @Sendable (Call) async throws -> Answer) {
            get(pattern, offering: MediaType.ofCollection, resource)
        }

        get("/", offering: MediaType.ofRoot, DocumentResources.root)
        get("/v1", offering: MediaType.ofRoot, DocumentResources.root)
        get("/v1/", offering: MediaType.ofRoot, DocumentResources.root)
        get("/v1/openapi.json", offering: MediaType.ofOpenAPI, DocumentResources.openAPI)
        collection("/v1/municipalities", MunicipalityResources.list)
        get("/v1/municipalities/{code}", MunicipalityResources.single)
        collection("/v1/municipalities/{code}/inhabitants", MunicipalityResources.inhabitants)
        collection("/v1/municipalities/{code}/regions", MunicipalityResources.regions)
        collection("/v1/municipalities/{code}/arrangements", ArrangementResources.ofMunicipality)
        collection("/v1/municipalities/{code}/partners", PartnerResources.list)
        get("/v1/municipalities/{code}/lineage", offering: MediaType.ofStructure, LineageResource.lineage)
        collection("/v1/municipalities/{code}/history", HistoryResources.ofMunicipality)
        collection("/v1/municipality-successions", SuccessionResources.list)
        collection("/v1/municipality-correspondences", CorrespondenceResources.list)
        // A question with a long list, and no write: hence open to every web page as reads are.
        add(.post, "/v1/municipality-correspondences", MediaType.ofCollection, ConversionResource.convert)
        collection("/v1/scale-levels", ScaleLevelResources.list)
        collection("/v1/scale-levels/{level}/inhabitants", ScaleLevelResources.inhabitants)
        collection("/v1/region-types", ReferenceResources.regionTypes)
        collection("/v1/norms", ReferenceResources.norms)
        collection("/v1/sources", ReferenceResources.sources)
        collection("/v1/regions", RegionResources.list)
        get("/v1/regions/{id}", RegionResources.single)
        collection("/v1/regions/{id}/members", RegionResources.members)
        collection("/v1/regions/{id}/inhabitants", RegionResources.inhabitants)
        collection("/v1/regions/{id}/history", HistoryResources.ofRegion)
        get("/v1/regions/{id}/scale-check", RegionResources.scaleCheck)
        get("/v1/scale-check", ScaleCheckResource.check)
        collection("/v1/arrangements", ArrangementResources.list)
        get("/v1/arrangements/{id}", ArrangementResources.single)
        collection("/v1/arrangements/{id}/participants", ArrangementResources.participants)
        collection("/v1/arrangements/{id}/bodies", ArrangementResources.bodies)
        get("/v1/arrangements/{id}/structure", offering: MediaType.ofStructure, StructureResource.structure)
        collection("/v1/arrangements/{id}/procurements", ArrangementResources.procurements)
        collection("/v1/arrangements/{id}/milestones", ArrangementResources.milestones)
        get("/v1/arrangements/{id}/scale-check", ArrangementResources.scaleCheck)
        collection("/v1/arrangements/{id}/history", HistoryResources.ofArrangement)
        collection("/v1/organisations", OrganisationResources.list)
        get("/v1/organisations/{id}", OrganisationResources.single)
        collection("/v1/organisations/{id}/history", HistoryResources.ofOrganisation)
        collection("/v1/policy-domains", ReferenceResources.policyDomains)
        collection("/v1/legal-forms", ReferenceResources.legalForms)
        get("/v1/congruence", CongruenceResource.compare)
        get("/v1/changes", offering: MediaType.ofChanges, ChangeResources.list)
        get("/v1/changes/stream", offering: MediaType.ofStream, isKept: false, ChangeStreamResource.follow)
        collection("/v1/tables", TableResources.list)
        get("/v1/tables/{table}", offering: MediaType.ofTable, TableResources.rows)
        get("/v1/problems", ProblemResources.list)
        get("/v1/problems/{code}", ProblemResources.single)
        let health = HealthResources(cache: cache, replica: readers.replica, observed: observed)
        get("/health/live", isKept: false, health.live)
        get("/health/ready", isKept: false, health.ready)
        let metrics = Metrics(traffic: router.traffic, cache: cache, readers: readers, streams: streams, observed: observed)
        get("/metrics", offering: MediaType.ofMetrics, isKept: false, metrics.resource)
        self.router = router
    }

    /// What a listener to ``Register/ChangeFeed/channel`` hears, to be told on its own thread: a task might get its turn only when long answers are made, and
    /// what was kept would be sent until then.
    public func hear(_ event: Listener.Event) {
        // The replica first: what the cache knows to be announced is never read at an older revision.
        announcements.readers.replica?.hear(event)
        announcements.cache.hear(event)
    }

    /// Keeps up with what a listener to ``Register/ChangeFeed/channel`` hears, until the task is cancelled: wakes those who follow the changes, and asks what is
    /// newest for the cache, which has to ``RevisionCache/hear(_:)`` each event before it is among these.
    public func follow(_ events: AsyncStream<Listener.Event>) async { await announcements.follow(events) }

    public func respond(to request: Request) async -> Response {
        var response = await router.respond(to: request)
        // What the router answers by itself (OPTIONS) has the fields of every answer too.
        if response.headers[StandardHeaders.apiVersion] == nil { response.headers.append(contentsOf: StandardHeaders.kept) }
        if request.method == .options, let allowed = response.headers[.allow] {
            response.headers.append(contentsOf: StandardHeaders.preflight(allowed))
        }
        return response
    }

    /// What the server or the router refuses by itself.
    public static func refuse(_ fault: Fault, _ request: Request?) -> Response {
        Problem(fault, path: request?.target.path).response(instance: request?.target.description)
    }

    /// The answer to whoever asks before the register is ready.
    public static func starting(_ request: Request) -> Response {
        Problem(.databaseUnavailable, "The service is starting. Try again in a few seconds.", retryAfter: 2).response(
            instance: request.target.description)
    }

    static func problem(_ error: any Error, _ request: Request, _ logger: Logger) -> Problem {
        let problem: Problem
        switch error {
        case let known as Problem: return known
        case let error as PGError: problem = Problem(error)
        case let error as NotReady: problem = Problem(notReady: error.cause)
        case is CancellationError: return Problem(.stopping, "The service is stopping. Try again in a moment.", retryAfter: 5)
        default: problem = .internalError
        }
        let trace = request.identity?.traceparent.map { ", trace \($0)" } ?? ""
        let named = request.identity.map { " (request \($0.id)\(trace))" } ?? ""
        logger.error("\(request.method) \(request.target) → \(problem.code.rawValue)\(named): \(error)")
        return problem
    }
}
