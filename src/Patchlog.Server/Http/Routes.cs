using Patchlog.Server.Contracts;
using Patchlog.Server.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>The table of routes. Each says what it does and what is told about it: nothing else gets into it.</summary>
static class Routes
{
    public static void Map(
        WebApplication app, DocumentStore store, IntakeLimits limits, TimeProvider time, ServerState state,
        WebSocketEndpoint sockets, ILogger logger)
    {
        var table = new List<ResourceRoute>();
        var writes = new Writes(store, limits, time);
        var collections = new CollectionResource(writes);
        var queries = new QueryResource(store, limits);
        var documents = new DocumentResource(store, writes);
        var history = new HistoryResource(store);
        var feed = new FeedResource(store, limits, time, state);
        var commands = new CommandResource(store, writes, time);
        var operations = new OperationsResource(store, state);
        var contracts = new ContractResource(table, limits);

        Json("/v1/{tenant}/commands", ("POST", commands.SubmitAsync, CommandOperations.Submit));
        Json("/v1/{tenant}/commands/{id}", ("GET", commands.FindAsync, CommandOperations.Find));
        Route("/v1/{tenant}/events", EventStream.MediaType, ("GET", feed.ReadAsync, FeedOperations.Read));
        Json("/v1/{tenant}/{type}",
            ("GET", queries.GetAsync, QueryOperations.List), ("POST", collections.CreateAsync, CollectionOperations.Create));
        Json("/v1/{tenant}/{type}/search", ("POST", queries.SearchAsync, QueryOperations.Search));
        Json("/v1/{tenant}/{type}/commands/{name}", ("POST", commands.CustomAsync, CommandOperations.Start));
        Json("/v1/{tenant}/{type}/{id}",
            ("GET", documents.GetAsync, DocumentOperations.Get), ("PUT", documents.PutAsync, DocumentOperations.Put),
            ("PATCH", documents.PatchAsync, DocumentOperations.Patch),
            ("DELETE", documents.DeleteAsync, DocumentOperations.Delete));
        Json("/v1/{tenant}/{type}/{id}/events", ("GET", history.EventsAsync, HistoryOperations.Events));
        Route("/v1/{tenant}/{type}/{id}/diff", RequestBody.JsonPatch, ("GET", history.DiffAsync, HistoryOperations.Diff));
        Json("/v1/{tenant}/{type}/{id}/commands/{name}", ("POST", commands.CustomAsync, CommandOperations.Custom));
        Raw("/ws", sockets.HandleAsync, ("GET", ServerOperations.Socket));
        Json("/healthz", ("GET", OperationsResource.HealthAsync, ServerOperations.Health));
        Json("/readyz", ("GET", operations.ReadyAsync, ServerOperations.Ready));
        Json("/openapi.json", ("GET", contracts.OpenApiAsync, ContractOperations.OpenApi));
        Json("/asyncapi.json", ("GET", contracts.AsyncApiAsync, ContractOperations.AsyncApi));
        Route("/docs", "text/html", ("GET", DocsResource.PageAsync, ContractOperations.Docs));
        Route("/docs/{file}", "*/*", ("GET", DocsResource.FileAsync, ContractOperations.DocsFile));
        Route("/schemas/{name}", OperationsResource.SchemaMediaType,
            ("GET", OperationsResource.SchemaAsync, ContractOperations.Schema));
        app.MapFallback("{**path}", context => Resource.WriteAsync(context, RouteNames.NoRoute(context)));

        void Json(
            string pattern,
            params (string Method, Func<HttpContext, Task<Reply>> Handler, Operation Operation)[] methods) =>
            Route(pattern, Reply.Json, methods);

        void Route(
            string pattern, string produces,
            params (string Method, Func<HttpContext, Task<Reply>> Handler, Operation Operation)[] methods) =>
            Raw(pattern,
                new Resource(logger, produces, [.. methods.Select(row => (row.Method, row.Handler))]).HandleAsync,
                [.. methods.Select(row => (row.Method, row.Operation))]);

        void Raw(string pattern, RequestDelegate handler, params (string Method, Operation Operation)[] methods)
        {
            table.Add(new(pattern, methods));
            app.Map(pattern, handler);
        }
    }
}
