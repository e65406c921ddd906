using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Patchlog.Server;

/// <summary>
/// A line of the log as one JSON object: <c>timestamp</c> (UTC), <c>level</c> in the words of <c>LOG_LEVEL</c>,
/// <c>category</c>, <c>eventId</c>, <c>message</c>, <c>fields</c> with what the message is made of, and
/// <c>exception</c>, if there is one. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
sealed class JsonLogFormatter(TimeProvider time) : ConsoleFormatter(FormatName)
{
    /// <summary>The name by which the console finds it.</summary>
    public const string FormatName = "patchlog-json";

    const string Template = "{OriginalFormat}";

    // A log is shown in no page: what a browser could take for markup stays readable.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", WordOf(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            json.WriteNumber("eventId", logEntry.EventId.Id);
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            WriteFields(json, logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? []);

            if (logEntry.Exception is { } exception)
                json.WriteString("exception", exception.ToString());

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)));
    }

    static void WriteFields(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        json.WriteStartObject("fields");
        foreach (var (name, value) in fields)
        {
            if (name == Template)
                continue;

            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;

            case bool truth:
                json.WriteBooleanValue(truth);
                break;

            case int number:
                json.WriteNumberValue(number);
                break;

            case long number:
                json.WriteNumberValue(number);
                break;

            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;

            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
