// As `dotnet new web` makes it, and one line that says when it listens.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();

app.MapGet("/", () => "Hello World!");
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on {app.Urls.First()}"));

app.Run();
