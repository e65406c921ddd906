// A document by its id as most programs would serve it: one statement per request, prepared by Npgsql, and its text
// handed on as it is. The server's own table and paths, so that one load generator drives both.
//
// Usage: Patchlog.Bench.Select <connection setting> …, like "Host=127.0.0.1" "Port=5432" "Username=postgres"
using Npgsql;
using NpgsqlTypes;

const string Statement = """
    select body from patchlog.aggregates where tenant = $1 and target_name = $2 and target_id = $3
    """;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
await using var app = builder.Build();
await using var database = NpgsqlDataSource.Create(
    $"Max Auto Prepare=10;No Reset On Close=true;{string.Join(';', args)}");

app.MapGet("/v1/{tenant}/{type}/{id}", async (string tenant, string type, string id, HttpResponse response) =>
{
    await using var command = database.CreateCommand(Statement);
    command.Parameters.Add(Text(tenant));
    command.Parameters.Add(Text(type));
    command.Parameters.Add(Text(id));
    await using var rows = await command.ExecuteReaderAsync();
    if (!await rows.ReadAsync())
        return Results.NotFound();
    var body = rows.GetFieldValue<byte[]>(0);
    response.ContentType = "application/json";
    response.ContentLength = body.Length;
    await response.Body.WriteAsync(body);
    return Results.Empty;
});
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on {app.Urls.First()}"));
await app.RunAsync();

static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };
