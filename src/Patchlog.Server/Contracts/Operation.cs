namespace Patchlog.Server.Contracts;

/// <summary>
/// What a method of a route takes and gives. The table of routes takes no handler without an operation, and
/// <c>/openapi.json</c> is written from that table: so what is described is what runs.
/// </summary>
/// <param name="Id">Unique; programs name generated functions after it.</param>
/// <param name="Tag">The heading that it stands under.</param>
/// <param name="Summary">One line without a full stop.</param>
sealed record Operation(string Id, string Tag, string Summary)
{
    /// <summary>More than fits into the summary, in Markdown; null for none.</summary>
    public string? Details { get; init; }

    /// <summary>Query parameters and headers. Those of the path come from the pattern, unless they are here.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>The body of a request, in each media type that is taken; empty for none.</summary>
    public IReadOnlyList<Content> Takes { get; init; } = [];

    /// <summary>True if the body may be left out.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>The successful answers.</summary>
    public required IReadOnlyList<Response> Gives { get; init; }

    /// <summary>The problems that it can answer with, beside those of every route and of the row's access.</summary>
    public IReadOnlyList<ProblemCode> Problems { get; init; } = [];
}

/// <summary>Where a parameter stands.</summary>
enum Place
{
    /// <summary>In the path.</summary>
    Path,

    /// <summary>In the query.</summary>
    Query,

    /// <summary>In a header.</summary>
    Header,
}

/// <summary>A parameter of a request.</summary>
/// <param name="In">Where it stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schema">The name of its schema in <see cref="Schemas"/>.</param>
/// <param name="Description">One sentence.</param>
sealed record Parameter(Place In, string Name, string Schema, string Description)
{
    /// <summary>True if the request is refused without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>
    /// How it is spelled, where that is not OpenAPI's default: <c>deepObject</c> for <c>filter[a][b]</c>.
    /// </summary>
    public string? Style { get; init; }

    /// <summary>A value as JSON; null for none.</summary>
    public string? Example { get; init; }

    /// <summary>
    /// All values that it can have, where only the table of routes knows them; null for those of the schema.
    /// </summary>
    public IReadOnlyCollection<string>? Values { get; init; }
}

/// <summary>A body in one media type.</summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Schema">The name of its schema in <see cref="Schemas"/>.</param>
/// <param name="Examples">Bodies that fit the schema.</param>
sealed record Content(string MediaType, string Schema, params IReadOnlyList<Example> Examples);

/// <summary>An example of a body.</summary>
/// <param name="Name">Unique among the examples of one body.</param>
/// <param name="Json">The body as JSON; a body that is not JSON as a JSON string.</param>
sealed record Example(string Name, string Json);

/// <summary>A successful answer.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Content">Its body, in each media type; empty for none.</param>
sealed record Response(int Status, string Description, params IReadOnlyList<Content> Content)
{
    /// <summary>Its headers, beside those of HTTP itself.</summary>
    public IReadOnlyList<ResponseHeader> Headers { get; init; } = [];

    /// <summary>Whether another success is what the operation is there for.</summary>
    public bool IsAside { get; init; }

    /// <summary>
    /// Its name among the answers (OpenAPI 3.1 §4.8.16): the status. What is aside has the range of its status, which
    /// stands for all that have no name of their own: generators of clients take the first success for the type of the
    /// method, and ranges come last.
    /// </summary>
    public string Key => IsAside ? $"{Status / 100}XX" : $"{Status}";
}

/// <summary>A header of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">The name of its schema in <see cref="Schemas"/>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="IsAlways">False if it may be missing.</param>
sealed record ResponseHeader(string Name, string Schema, string Description, bool IsAlways = false);
