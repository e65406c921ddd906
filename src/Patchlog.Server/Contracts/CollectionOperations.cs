namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/{type}</c>.</summary>
static class CollectionOperations
{
    const string Tag = "Documents";

    public static Operation List { get; } = new("listDocuments", Tag, "The living documents of a type, by id")
    {
        Parameters =
        [
            Shared.Limit,
            new(Place.Query, "cursor", "Cursor", "Where to go on: `next` of the page before."),
        ],
        Gives = [Shared.Page("A page.", "DocumentPage", Examples.Item)],
        Problems = [ProblemCode.InvalidRequest, ProblemCode.RouteNotFound, ProblemCode.Unavailable],
    };

    public static Operation Create { get; } = new("createDocument", Tag, "Create a document")
    {
        Details = "Its `id` is taken from the body, else generated (UUIDv7). A deleted document is brought back.",
        Parameters = Shared.OfWrites,
        Takes = [new(Shared.Json, "NewDocument", Examples.Order, new("without-an-id", """{"status":"open"}"""))],
        Gives = [Shared.Created],
        Problems = [.. Shared.OfCommands, .. Shared.OfBodies, .. Shared.OfStates, ProblemCode.AlreadyExists],
    };
}
