using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Patchlog.Server.Bench;

/// <summary>The results of a run of the load generator.</summary>
/// <param name="Settings">The settings of the run.</param>
/// <param name="Run">The name of the run, with which all its ids begin.</param>
/// <param name="Latencies">The latencies of all successes while it measured.</param>
/// <param name="Errors">The count of each problem code; <c>unanswered</c> counts requests without an answer.</param>
/// <param name="Failure">Why the run ended early; null if it did not.</param>
sealed record BenchReport(
    BenchSettings Settings, string Run, LatencyHistogram Latencies, IReadOnlyDictionary<string, long> Errors,
    string? Failure)
{
    /// <summary>Whether every request succeeded.</summary>
    public bool IsClean => Failure is null && Errors.Count == 0;

    double PerSecond => Latencies.Count / Settings.Duration.TotalSeconds;

    /// <summary>The report of a run, from the connections that it used.</summary>
    public static BenchReport Of(
        BenchSettings settings, string run, IEnumerable<BenchConnection> connections, string? failure)
    {
        LatencyHistogram latencies = new();
        SortedDictionary<string, long> errors = new(StringComparer.Ordinal);
        foreach (var connection in connections)
        {
            latencies.Add(connection.Latencies);
            foreach (var (code, count) in connection.Refusals)
                Count(code, count);

            if (connection.Unanswered > 0)
                Count("unanswered", connection.Unanswered);
        }

        return new(settings, run, latencies, errors, failure);

        void Count(string code, long count) => errors[code] = errors.GetValueOrDefault(code) + count;
    }

    /// <summary>The report as a few lines for people.</summary>
    public string ToText()
    {
        var culture = CultureInfo.InvariantCulture;
        var unit = Settings.Workload switch
        {
            BenchWorkload.Get => "reads",
            BenchWorkload.Mixed when !Settings.IsWebSocket => "requests",
            BenchWorkload.Create or BenchWorkload.Patch or BenchWorkload.Mixed => "durable commands",
        };

        StringBuilder text = new();
        text.Append(culture, $"{Settings.Workload.ToString().ToLowerInvariant()}: {Settings.DocumentBytes:N0} bytes, ");
        text.Append(culture, $"{Settings.InFlight} in flight over {Settings.Connections} connections, ");
        text.AppendLine(culture, $"{Settings.Duration.TotalSeconds:0.#} s");

        if (Latencies.Count > 0)
        {
            text.AppendLine(culture, $"{PerSecond:N0} {unit}/s ({Latencies.Count:N0} in all)");
            text.Append(culture, $"p50 {Milliseconds(0.5):0.00} ms, p99 {Milliseconds(0.99):0.00} ms, ");
            text.Append(culture, $"p99.9 {Milliseconds(0.999):0.00} ms, ");
            text.AppendLine(culture, $"longest {Latencies.Max.TotalMilliseconds:0.00} ms");
        }

        var errors = string.Join(", ", Errors.Select(error => $"{error.Key} {error.Value}"));
        text.Append(culture, $"errors: {(errors.Length == 0 ? "none" : errors)}");
        if (Failure is not null)
            text.AppendLine().Append(culture, $"ended early: {Failure}");

        return text.ToString();
    }

    /// <summary>The report as one JSON object, with latencies in milliseconds.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("url", Settings.Url.ToString());
            json.WriteString("run", Run);
            json.WriteString("workload", Settings.Workload.ToString().ToLowerInvariant());
            json.WriteNumber("documentBytes", Settings.DocumentBytes);
            json.WriteNumber("inFlight", Settings.InFlight);
            json.WriteNumber("connections", Settings.Connections);
            json.WriteNumber("seconds", Settings.Duration.TotalSeconds);
            json.WriteNumber("commands", Latencies.Count);
            json.WriteNumber("commandsPerSecond", Math.Round(PerSecond, 1));

            json.WriteStartObject("latency");
            json.WriteNumber("p50", Milliseconds(0.5));
            json.WriteNumber("p99", Milliseconds(0.99));
            json.WriteNumber("p99.9", Milliseconds(0.999));
            json.WriteNumber("max", Latencies.Max.TotalMilliseconds);
            json.WriteEndObject();

            json.WriteStartObject("errors");
            foreach (var (code, count) in Errors)
                json.WriteNumber(code, count);

            json.WriteEndObject();

            if (Failure is not null)
                json.WriteString("failure", Failure);

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    double Milliseconds(double share) => Latencies.Percentile(share).TotalMilliseconds;
}
