namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>
/// Every answer of <c>/openapi.json</c> and how a test gets it: by a request, by trouble, or not at all. What is
/// documented and in none of the three fails a test, and so does whatever is here without being documented.
/// </summary>
static class Exercises
{
    /// <summary>The answer to a write that was only tried.</summary>
    public const string Trial = "200 application/vnd.patchlog.trial+json";

    /// <summary>The answer to a write that changed something, with how it came about.</summary>
    public const string Traced = "200 application/vnd.patchlog.outcome+json";

    /// <summary>The answer to a write that created something, with how it came about.</summary>
    public const string TracedCreation = "201 application/vnd.patchlog.outcome+json";

    static readonly string[] Successes =
        ["200 application/json", "201 application/json", "204", Traced, TracedCreation];

    /// <summary>The operations.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
        [
            .. DocumentExercises.All, .. CommandExercises.All, .. ProcessExercises.All, .. ReadingExercises.All,
            .. ServerExercises.All,
        ];

    /// <summary>
    /// The answers that take a database that is away or a server that is full: <see cref="DocumentedFailureTests"/> gets
    /// them from each operation that documents them.
    /// </summary>
    public static IReadOnlyList<string> OfTrouble { get; } = ["unavailable", "outcome-unknown", "too-many-requests"];

    /// <summary>The answers that no request here gets, by operation (<c>*</c> for all), and why.</summary>
    public static IReadOnlyList<(string Operation, string Answer, string Why)> Elsewhere { get; } =
    [
        ("*", "internal", "A bug, and none is known. Http/Failing.cs makes a route fail."),
        ("*", "journal-damaged", "It takes a database that is damaged. Faults/DamagedJournalTests.cs damages one."),
        ("*", "forbidden", "This server lets everybody in. Routing/AccessControl.cs hosts one that does not."),
        .. Unhooked("202", "payload-too-large"),
        .. Instanced(),
        .. Unschooled("submitCommands", "createDocument", "putDocument", "patchDocument"),
        ("findCommand", "unexplainable", "It takes a bundle that is gone. Bundles/ExplanationTests.cs loses one."),
        .. Costly(
            "findCommand", "getDocument", "diffDocument", "queryDocuments", "searchDocuments", "listInstances"),
        .. Contended("createDocument", "putDocument", "patchDocument", "deleteDocument", "startWithCommand", "sendCommand"),
        .. Bundled("startWithCommand", "sendCommand"),
        .. Handled(
            "submitCommands", "createDocument", "putDocument", "patchDocument", "deleteDocument", "startWithCommand",
            "sendCommand"),
        .. Handled(
            ["already-exists", "not-unique", "limit-exceeded", "schema-violation"], "startWithCommand", "sendCommand"),
        .. Handled(["deleted"], "startWithCommand"),
        .. Handled(["204"], "createDocument"),
        .. Handled(["unknown-command"], "putDocument"),
        .. Crowded(
            "findCommand", "queryDocuments", "searchDocuments", "getDocument", "listDocumentEvents", "diffDocument",
            "listInstances"),
        .. Sociable("openWebSocket"),
        .. Endless("findCommand", "queryDocuments", "searchDocuments", "listInstances"),
    ];

    static IEnumerable<(string Operation, string Answer, string Why)> Contended(params IEnumerable<string> operations) =>
        operations.Select(operation => (operation, "version-conflict",
            "Without a targetVersion it takes a writer elsewhere that wins 32 races in a row. Patchlog.Tests has one, in "
            + "Commands/Losing.cs."));

    static IEnumerable<(string Operation, string Answer, string Why)> Instanced()
    {
        const string why = "This server has no processes. Bundles/ProcessTests.cs starts one that has.";
        string[] ofWrites =
            ["200 application/json", "process-failed", "limit-exceeded", "rejected", "rule-failed", "version-conflict"];

        return
        [
            .. ProcessExercises.Writes.SelectMany(operation => ofWrites.Select(answer => (operation, answer, why))),
            .. from operation in ProcessExercises.Writes.Take(2)
            from answer in (IEnumerable<string>)["201 application/json", "already-exists"]
            select (operation, answer, why),
            ("startInstance", "not-found", why),
            ("cancelInstance", "unknown-process", why),
            ("cancelInstance", "precondition-failed", why),
            ("getInstance", "200 application/json", why),
            ("drawProcess", "200 image/svg+xml", why),
            ("drawProcessAsText", "200 text/plain", why),
        ];
    }

    static IEnumerable<(string Operation, string Answer, string Why)> Unhooked(params IEnumerable<string> answers) =>
        answers.Select(answer => ("receiveGitHubHook", answer,
            "This server has no secret of a hook. Bundles/GitHubBundleTests.cs starts one that has."));

    static IEnumerable<(string Operation, string Answer, string Why)> Unschooled(params IEnumerable<string> operations) =>
        operations.Select(operation => (operation, "schema-violation",
            "This server has no bundle. Bundles/SchemaValidationTests.cs starts one that has."));

    static IEnumerable<(string Operation, string Answer, string Why)> Costly(params IEnumerable<string> operations) =>
        operations.Select(operation => (operation, "history-too-costly",
            "It takes a hundred events that are as costly as they may be. Http/CostlyHistoryTests.cs writes them."));

    static IEnumerable<(string Operation, string Answer, string Why)> Crowded(params IEnumerable<string> operations) =>
        operations.Select(operation => (operation, "too-many-requests",
            "It takes more reads that wait than a test can send and be sure of. Patchlog.Tests has the queue, in "
            + "Journal/SqliteQueriesTests.cs, and Http/RouteFailureTests.cs the answer."));

    static IEnumerable<(string Operation, string Answer, string Why)> Sociable(params IEnumerable<string> operations) =>
        operations.Select(operation => (operation, "too-many-requests",
            "It takes 10,000 WebSockets. Tls/HttpsTests.cs starts a server that has room for one."));

    static IEnumerable<(string Operation, string Answer, string Why)> Endless(params IEnumerable<string> operations) =>
        operations.Select(operation => (operation, "query-timeout",
            "It takes a query of half a minute. Patchlog.Tests has one with a clock of its own, in "
            + "Journal/SqliteQueriesTests.cs, and Http/RouteFailureTests.cs the answer."));

    static IEnumerable<(string Operation, string Answer, string Why)> Handled(params IEnumerable<string> operations) =>
        Handled(["rejected", "handler-failed", "handler-limit", "rule-failed"], [.. operations]);

    static IEnumerable<(string Operation, string Answer, string Why)> Handled(
        string[] answers, params string[] operations) =>
        from operation in operations
        from answer in answers
        select (operation, answer, "This server has no handlers. Bundles/HandlerCommandTests.cs starts one that has.");

    static IEnumerable<(string Operation, string Answer, string Why)> Bundled(params IEnumerable<string> operations) =>
        from operation in operations
        from answer in Successes
        select (operation, answer, "Only a bundle brings a handler that succeeds; without one there are none.");
}
