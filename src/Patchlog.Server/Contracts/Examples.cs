namespace Patchlog.Server.Contracts;

/// <summary>One order, in the states that all examples show.</summary>
static class Examples
{
    public const string OrderJson =
        """{"id":"42","status":"open","total":19.90,"lines":[{"sku":"A-1","qty":2}]}""";

    public const string CreatedJson =
        $$"""
        {"position":"1","id":"place-42.1","name":"created","type":"create","tenant":"default","targetName":"orders",
        "targetId":"42","version":1,"time":"2026-01-31T09:30:00.000000Z","commandId":"place-42",
        "correlationId":"place-42","receivedAt":"2026-01-31T09:29:59.998000Z","body":{{OrderJson}}}
        """;

    public const string PatchedJson =
        """
        {"position":"2","id":"pay-42.1","name":"patched","type":"patch","tenant":"default","targetName":"orders",
        "targetId":"42","version":2,"time":"2026-01-31T09:31:00.000000Z","commandId":"pay-42",
        "correlationId":"checkout-7","receivedAt":"2026-01-31T09:30:59.998000Z",
        "body":[{"op":"replace","path":"/status","value":"paid"}],
        "context":{"correlationId":"checkout-7"}}
        """;

    public const string PayJson =
        """
        {"id":"pay-42","type":"patch","tenant":"default","targetName":"orders","targetId":"42","targetVersion":1,
        "body":[{"op":"replace","path":"/status","value":"paid"}],"context":{"correlationId":"checkout-7"}}
        """;

    public const string AckJson =
        $$"""
        {"type":"ack","commandId":"pay-42","targetName":"orders","targetId":"42","version":2,"position":"2",
        "events":[{{PatchedJson}}],"duplicate":false}
        """;

    public const string ProcessAckJson =
        """
        {"type":"ack","commandId":"pay-42","targetName":"process.fulfilment","targetId":"42","version":2,"position":"2",
        "events":[],"duplicate":false,"process":{"taken":true,"status":"active","states":["awaitingPayment"],
        "accepts":["payments.received"]}}
        """;

    public const string TracedJson =
        $$$"""
        {"type":"ack","commandId":"pay-42","targetName":"orders","targetId":"42","version":2,"position":"2",
        "events":[{{{PatchedJson}}}],"duplicate":false,"trace":{"version":1,"receivedAt":"2026-11-05T12:00:00.000Z",
        "schema":"satisfied","rules":[{"file":"rules/orders.nools",
        "facts":[{"fact":1,"type":"Order","value":{"status":"paid"}}],
        "fired":[{"rule":"paid in full","place":"rules/orders.nools:3","on":{"o":{"fact":1} }}]}]}}
        """;

    public const string ExplanationJson =
        $$$"""
        {"type":"explanation","commandId":"pay-42","targetName":"orders","targetId":"42","version":2,
        "command":{"id":"pay-42","name":"aggregate-modification","type":"patch","tenant":"default",
        "targetName":"orders","targetId":"42","body":[{"op":"replace","path":"/status","value":"paid"}],
        "receivedAt":"2026-11-05T12:00:00.000Z"},"before":{"id":"42","status":"open","total":19.90},
        "trace":{"version":1,"receivedAt":"2026-11-05T12:00:00.000Z"},"agrees":true,"events":[{{{PatchedJson}}}]}
        """;

    public const string TrialJson =
        """
        {"type":"trial","commandId":"pay-42","targetName":"orders","targetId":"42","version":2,
        "events":[{"name":"patched","type":"patch","version":2,
        "body":[{"op":"replace","path":"/status","value":"paid"}]}],
        "document":{"id":"42","status":"paid","total":19.90,"lines":[{"sku":"A-1","qty":2}]},"log":[],
        "duplicate":false}
        """;

    public const string RefusedTrialJson =
        """
        {"type":"trial","commandId":"pay-43","targetName":"orders","targetId":"43","version":0,
        "rejection":{"type":"urn:patchlog:problem:not-found","title":"There is no such document","status":404,
        "detail":"orders/43 has never existed.","code":"not-found","commandId":"pay-43","retryable":false,
        "applied":"no"},"log":[],"duplicate":false}
        """;

    public const string NackJson =
        """
        {"type":"nack","commandId":"pay-43","problem":{"type":"urn:patchlog:problem:not-found",
        "title":"There is no such document","status":404,"detail":"orders/43 has never existed.","code":"not-found",
        "commandId":"pay-43","retryable":false,"applied":"no"}}
        """;

    public static Example Order { get; } = new("order", OrderJson);

    public static Example Item { get; } = new("orders",
        $$"""
        {"items":[{"id":"42","version":1,"createdAt":"2026-01-31T09:30:00.000000Z",
        "updatedAt":"2026-01-31T09:30:00.000000Z","body":{{OrderJson}}}],"next":null}
        """);

    public static Example Events { get; } =
        new("events", $$"""{"items":[{{CreatedJson}},{{PatchedJson}}],"next":null}""");

    public static Example JsonPatch { get; } = new("pay",
        """[{"op":"test","path":"/status","value":"open"},{"op":"replace","path":"/status","value":"paid"}]""");
}
