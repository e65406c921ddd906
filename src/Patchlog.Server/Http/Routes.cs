using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>The table of routes.</summary>
static class Routes
{
    public static void Map(
        WebApplication app, DocumentStore store, IntakeLimits limits, TimeProvider time, ServerState state,
        ILogger logger)
    {
        var writes = new Writes(store, limits, time);
        var collections = new CollectionResource(writes);
        var queries = new QueryResource(store, limits);
        var documents = new DocumentResource(store, writes);
        var history = new HistoryResource(store);
        var commands = new CommandResource(store, writes, time);
        var operations = new OperationsResource(store, state);

        Json("/v1/{tenant}/commands", ("POST", commands.SubmitAsync));
        Json("/v1/{tenant}/commands/{id}", ("GET", commands.FindAsync));
        Json("/v1/{tenant}/{type}", ("GET", queries.GetAsync), ("POST", collections.CreateAsync));
        Json("/v1/{tenant}/{type}/search", ("POST", queries.SearchAsync));
        Json("/v1/{tenant}/{type}/commands/{name}", ("POST", commands.CustomAsync));
        Json("/v1/{tenant}/{type}/{id}",
            ("GET", documents.GetAsync), ("PUT", documents.PutAsync), ("PATCH", documents.PatchAsync),
            ("DELETE", documents.DeleteAsync));
        Json("/v1/{tenant}/{type}/{id}/events", ("GET", history.EventsAsync));
        Route("/v1/{tenant}/{type}/{id}/diff", RequestBody.JsonPatch, ("GET", history.DiffAsync));
        Json("/v1/{tenant}/{type}/{id}/commands/{name}", ("POST", commands.CustomAsync));
        Json("/healthz", ("GET", OperationsResource.HealthAsync));
        Json("/readyz", ("GET", operations.ReadyAsync));
        Route("/schemas/{name}", OperationsResource.SchemaMediaType, ("GET", OperationsResource.SchemaAsync));
        app.MapFallback("{**path}", context => Resource.WriteAsync(context, RouteNames.NoRoute(context)));

        void Json(string pattern, params (string Method, Func<HttpContext, Task<Reply>> Handler)[] methods) =>
            Route(pattern, Reply.Json, methods);

        void Route(
            string pattern, string produces, params (string Method, Func<HttpContext, Task<Reply>> Handler)[] methods) =>
            app.Map(pattern, (RequestDelegate)new Resource(logger, produces, methods).HandleAsync);
    }
}
