using System.CommandLine;
using System.CommandLine.Parsing;
using Patchlog.Server.Bench;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog bench</c>: the command line of the load generator.</summary>
static class BenchCommand
{
    static readonly Option<Uri> Url = new("--url")
    {
        Description =
            "The server. ws:// and wss:// send commands over WebSocket, http:// and https:// over the HTTP API.",
        DefaultValueFactory = _ => new Uri("ws://127.0.0.1:3000"),
        CustomParser = ParseUrl,
        HelpName = "url",
    };

    static readonly Option<string> Workload = new("--workload")
    {
        Description =
            "create: new documents. patch: JSON Patches of 3 operations, spread over documents created beforehand. "
            + "mixed: 50 % patches, 30 % creates and 20 % reads; over WebSocket, which has no read, 70 % patches. "
            + "get: reads of documents created beforehand, over HTTP only.",
        DefaultValueFactory = _ => "create",
    };

    static readonly Option<int> InFlight =
        Number("--in-flight", 64, 1, 4096, "Requests that wait for an answer at any time, over all connections.");

    static readonly Option<int?> Connections = new("--connections")
    {
        Description =
            "WebSocket connections to spread the requests over. HTTP has one for each request in flight. [default: 4]",
        HelpName = "n",
    };

    static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "Seconds of load that are measured.",
        DefaultValueFactory = _ => 10,
        HelpName = "n",
    };

    static readonly Option<double> WarmUp = new("--warm-up")
    {
        Description = "Seconds of load before the measurement starts.",
        DefaultValueFactory = _ => 2,
        HelpName = "n",
    };

    static readonly Option<string> Tenant = new("--tenant")
    {
        Description = "The tenant to write to.",
        DefaultValueFactory = _ => "default",
        HelpName = "name",
    };

    static readonly Option<int> DocumentBytes =
        Number("--document-bytes", 1024, 400, 1_000_000, "Size of a document, in bytes.");

    static readonly Option<int> Aggregates =
        Number("--aggregates", 1000, 1, 1_000_000, "Documents created beforehand for patches and reads.");

    static readonly Option<string?> Run = new("--run")
    {
        Description =
            "Patch and read the documents that the run of this name created (a JSON report has the name as \"run\"). "
            + "[default: create documents first]",
        HelpName = "name",
    };

    static readonly Option<bool> Json = new("--json") { Description = "Print the report as one JSON object." };

    /// <summary>The verb with its options, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        CliCommand command = new("bench",
            "Load a running server, and print durable commands per second, latencies and errors. "
            + "It writes documents that stay in the database! Exit code 1 if a request was refused or got no answer.")
        {
            Url, Workload, InFlight, Connections, Seconds, WarmUp, Tenant, DocumentBytes, Aggregates, Run,
            Json,
        };

        Workload.AcceptOnlyFromAmong("create", "patch", "mixed", "get");
        Seconds.Validators.Add(result => MustBeWithin(result, Seconds, 0.1, 86_400));
        WarmUp.Validators.Add(result => MustBeWithin(result, WarmUp, 0, 3_600));
        Connections.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 1024)
                result.AddError("--connections must be between 1 and 1024.");
        });

        command.Validators.Add(result =>
        {
            if (result.GetValue(Workload) == "get" && result.GetValue(Url) is { Scheme: "ws" or "wss" })
                result.AddError("--workload get needs a --url with http:// or https://: a WebSocket has no read.");
        });

        command.SetAction(RunAsync);

        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var report = await BenchRun.RunAsync(SettingsOf(parsed), cancellation);
        Console.WriteLine(parsed.GetValue(Json) ? report.ToJson() : report.ToText());

        return report.IsClean ? 0 : 1;
    }

    static BenchSettings SettingsOf(ParseResult parsed)
    {
        var url = parsed.GetRequiredValue(Url);
        var inFlight = parsed.GetValue(InFlight);
        var connections = url.Scheme is "ws" or "wss"
            ? Math.Min(parsed.GetValue(Connections) ?? 4, inFlight)
            : inFlight;

        return new(
            url, Enum.Parse<BenchWorkload>(parsed.GetRequiredValue(Workload), ignoreCase: true), inFlight, connections,
            TimeSpan.FromSeconds(parsed.GetValue(WarmUp)), TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            parsed.GetRequiredValue(Tenant), parsed.GetValue(DocumentBytes), parsed.GetValue(Aggregates),
            parsed.GetValue(Run));
    }

    static Uri? ParseUrl(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" or "http" or "https")
            return url;

        argument.AddError($"--url is \"{text}\"; it must begin with ws://, wss://, http:// or https://.");
        return null;
    }

    static Option<int> Number(string name, int otherwise, int least, int most, string description)
    {
        Option<int> option = new(name)
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            HelpName = "n",
        };

        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<int>();
            if (value < least || value > most)
                result.AddError($"{name} must be between {least} and {most}.");
        });

        return option;
    }

    static void MustBeWithin(OptionResult result, Option<double> option, double least, double most)
    {
        var value = result.GetValue(option);
        if (!(value >= least && value <= most))
            result.AddError($"{option.Name} must be between {least} and {most}.");
    }
}
