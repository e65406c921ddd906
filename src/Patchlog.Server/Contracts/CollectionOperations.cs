namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/{type}</c>.</summary>
static class CollectionOperations
{
    /// <summary>The heading of all that is done with documents.</summary>
    public const string Tag = "Documents";

    public static Operation Create { get; } = new("createDocument", Tag, "Create a document")
    {
        Details = """
            The `id` comes from the body, else it is generated (UUIDv7). A deleted document is revived. A handler of the
            bundle may decide otherwise, and create nothing.
            """,
        Parameters = Shared.OfWrites,
        Takes = [new(Shared.Json, "NewDocument", Examples.Order, new("without-an-id", """{"status":"open"}"""))],
        Gives = [Shared.Created, Shared.ChangedWithoutBody, Shared.Tried],
        Problems =
        [
            .. Shared.OfWritesWithBodies, .. Shared.OfHandlers, ProblemCode.AlreadyExists,
            ProblemCode.NotUnique, ProblemCode.LimitExceeded, ProblemCode.SchemaViolation,
        ],
    };
}
