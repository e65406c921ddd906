using Patchlog.Server.Contracts;
using Patchlog.Server.Http;
using Patchlog.Server.Pages;
using Patchlog.Server.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Routing;

/// <summary>
/// The table of routes: what each route does, what the caller needs to be allowed, and what the contracts say of it. No
/// handler gets into it without the other two.
/// </summary>
sealed class Routes
{
    readonly ServerOptions _options;

    /// <param name="store">Carries commands out, and has the documents.</param>
    /// <param name="intake">Reads commands.</param>
    /// <param name="conflicts">Adds to version conflicts what has happened since.</param>
    /// <param name="sockets">Opens WebSockets.</param>
    /// <param name="options">The policy, the limits and the clock.</param>
    /// <param name="state">Knows whether the server is stopping.</param>
    public Routes(
        DocumentStore store, CommandIntake intake, ConflictEvents conflicts, WebSocketEndpoint sockets,
        ServerOptions options, ServerState state)
    {
        _options = options;
        Table =
        [
            .. TenantRows(store, intake, conflicts, options, state),
            .. ServerRows(store, sockets, options.Limits, state),
        ];
    }

    /// <summary>The rows of the table.</summary>
    public IReadOnlyList<Route> Table { get; }

    /// <summary>Maps the table; every other path is answered with a problem.</summary>
    public void Map(WebApplication app, MemoryBudgets budgets, ILogger logger)
    {
        foreach (var route in Table)
            app.Map(route.Pattern, route.ToResource(_options.Access, _options.Limits, budgets, logger).HandleAsync)
                .WithMetadata(ExactCase.Of(route.Pattern));

        app.MapFallback("{**path}", context => ReplyWriter.WriteAsync(context, ResourceRequest.NoRoute(context)));
    }

    static IReadOnlyList<Route> TenantRows(
        DocumentStore store, CommandIntake intake, ConflictEvents conflicts, ServerOptions options, ServerState state)
    {
        var writes = new Writes(store, intake, conflicts, options.Limits);
        var collections = new CollectionResource(writes);
        var queries = new QueryResource(store);
        var documents = new DocumentResource(store, writes);
        var history = new HistoryResource(store);
        var feed = new FeedResource(store, options.Limits, options.Time, state);
        var commands = new CommandResource(store, writes, intake, options.Limits);
        var processes = new ProcessResource(store, writes, queries);
        var bundle = new BundleResource(store, options.Settings.ValidatesPayloads);

        return
        [
            Json("/v1/{tenant}/commands",
                Post(Access.WriteTenant, commands.SubmitAsync, CommandOperations.Submit)),
            Json("/v1/{tenant}/commands/{id}",
                Get(Access.ReadTenant, commands.FindAsync, CommandOperations.Find)),

            Route("/v1/{tenant}/events", MediaTypes.EventStream,
                Get(Access.ReadTenant, feed.ReadAsync, FeedOperations.Read)),

            Json("/v1/{tenant}/bundle",
                Get(Access.ReadTenant, bundle.GetAsync, BundleOperations.Get)),

            Json("/v1/{tenant}/processes/{name}",
                Get(Access.ReadTenant, processes.ListAsync, ProcessOperations.List),
                Post(Access.WriteTenant, processes.StartAsync, ProcessOperations.Start)),
            Route("/v1/{tenant}/processes/{name}/diagram.svg", MediaTypes.Svg,
                Get(Access.ReadTenant, processes.DrawAsync, ProcessOperations.Draw)),
            Route("/v1/{tenant}/processes/{name}/diagram.mmd", MediaTypes.PlainText,
                Get(Access.ReadTenant, processes.DrawTextAsync, ProcessOperations.DrawText)),
            Json("/v1/{tenant}/processes/{name}/{id}",
                Get(Access.ReadTenant, processes.GetAsync, ProcessOperations.Get),
                Post(Access.WriteTenant, processes.FeedAsync, ProcessOperations.Feed),
                Delete(Access.WriteTenant, processes.CancelAsync, ProcessOperations.Cancel)),

            Json("/v1/{tenant}/{type}",
                Get(Access.ReadTenant, queries.GetAsync, QueryOperations.List),
                Post(Access.WriteTenant, collections.CreateAsync, CollectionOperations.Create)),
            Json("/v1/{tenant}/{type}/search",
                Post(Access.ReadTenant, queries.SearchAsync, QueryOperations.Search)),
            Json("/v1/{tenant}/{type}/commands/{name}",
                Post(Access.WriteTenant, commands.StartAsync, CommandOperations.Start)),

            Json("/v1/{tenant}/{type}/{id}",
                Get(Access.ReadTenant, documents.GetAsync, DocumentOperations.Get),
                Put(Access.WriteTenant, documents.PutAsync, DocumentOperations.Put),
                Patch(Access.WriteTenant, documents.PatchAsync, DocumentOperations.Patch),
                Delete(Access.WriteTenant, documents.DeleteAsync, DocumentOperations.Delete)),

            Json("/v1/{tenant}/{type}/{id}/events",
                Get(Access.ReadTenant, history.EventsAsync, HistoryOperations.Events)),
            Route("/v1/{tenant}/{type}/{id}/diff", MediaTypes.JsonPatch,
                Get(Access.ReadTenant, history.DiffAsync, HistoryOperations.Diff)),
            Json("/v1/{tenant}/{type}/{id}/commands/{name}",
                Post(Access.WriteTenant, commands.CustomAsync, CommandOperations.Custom)),
        ];
    }

    IReadOnlyList<Route> ServerRows(
        DocumentStore store, WebSocketEndpoint sockets, IntakeLimits limits, ServerState state)
    {
        var health = new HealthResource(store, state);
        var contracts = new ContractDocuments(
            () => [.. Table.Select(route => route.Description)], () => store.Bundle.Bundle, limits,
            _options.Settings.PathPrefix);
        var page = Documentation.PageAt(_options.Settings.PathPrefix);

        return
        [
            Route("/", MediaTypes.Html,
                Get(Access.Open, HomeResource.GetAsync, ServerOperations.Home)),

            Json("/ws",
                Get(Access.Connect, request => sockets.OpenAsync(request.Context, request.Caller),
                    ServerOperations.Socket)),

            Json("/healthz",
                Get(Access.Open, HealthResource.HealthAsync, ServerOperations.Health)),
            Json("/readyz",
                Get(Access.Open, health.ReadyAsync, ServerOperations.Ready)),

            Json("/hooks/github",
                Post(Access.Open, new HookResource(_options.Hook, limits).ReceiveAsync, HookOperations.GitHub)),

            Json("/openapi.json",
                Get(Access.Open, _ => contracts.OpenApiAsync(), ContractOperations.OpenApi)),
            Json("/asyncapi.json",
                Get(Access.Open, _ => contracts.AsyncApiAsync(), ContractOperations.AsyncApi)),

            Route("/docs", MediaTypes.Html,
                Get(Access.Open, request => page.AnswerAsync(request.Http), ContractOperations.Docs)),
            Route("/docs/{file}", MediaTypes.Any,
                Get(Access.Open, FileOf(Documentation.Files, "file"),
                    ContractOperations.DocsFile(Documentation.Files.Names))),
            Route("/schemas/{name}", MediaTypes.JsonSchema,
                Get(Access.Open, FileOf(SchemaFiles.Files, "name"),
                    ContractOperations.Schema(SchemaFiles.Files.Names))),
        ];
    }

    static Route Json(string pattern, params IReadOnlyList<RouteMethod> methods) =>
        new(pattern, MediaTypes.Json, methods);

    static Route Route(string pattern, string produces, params IReadOnlyList<RouteMethod> methods) =>
        new(pattern, produces, methods);

    static RouteMethod Get(Access access, Func<ResourceRequest, Task<Reply>> handler, Operation operation) =>
        new("GET", access, handler, operation);

    static RouteMethod Post(Access access, Func<ResourceRequest, Task<Reply>> handler, Operation operation) =>
        new("POST", access, handler, operation);

    static RouteMethod Put(Access access, Func<ResourceRequest, Task<Reply>> handler, Operation operation) =>
        new("PUT", access, handler, operation);

    static RouteMethod Patch(Access access, Func<ResourceRequest, Task<Reply>> handler, Operation operation) =>
        new("PATCH", access, handler, operation);

    static RouteMethod Delete(Access access, Func<ResourceRequest, Task<Reply>> handler, Operation operation) =>
        new("DELETE", access, handler, operation);

    static Func<ResourceRequest, Task<Reply>> FileOf(EmbeddedFolder folder, string segment) => request =>
        folder.TryFind(request.Segment(segment), out var file)
            ? file.AnswerAsync(request.Http)
            : Task.FromResult<Reply>(ResourceRequest.NoRoute(request.Context));
}
