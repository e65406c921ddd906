namespace Patchlog.Server.Contracts;

/// <summary><c>/v1/{tenant}/bundle</c>.</summary>
static class BundleOperations
{
    public static Operation Get { get; } = new("getBundle", "Bundle", "See which bundle decides, and what is in it")
    {
        Details = """
            A bundle is what a domain has injected: schemas, and what else decides about commands. Each change of the
            active bundle is an event of the document `bundles/active` of the tenant `_system`.
            """,
        Gives =
        [
            new(200, "The bundle. Without one, `digest` is null, and every document is accepted.",
                new Content(Shared.Json, "Bundle",
                    new Example("none",
                        """
                        {"digest":null,"source":null,"commit":null,"since":null,"isStoredCopy":false,"faults":[],
                        "validation":"on","types":[],"rules":[],"processes":[]}
                        """)))
            {
                Headers = [Shared.CacheControl],
            },
        ],
        Problems = [ProblemCode.InvalidRequest],
    };
}
