using System.Globalization;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads delays: milliseconds, durations of ISO 8601, or names that the root gives to delays.</summary>
/// <param name="scripts">Gets the expressions.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class DelayReader(ScriptCollector scripts, FaultList faults)
{
    const string Advice =
        "A delay is a number of milliseconds, an ISO 8601 duration such as PT15M or P1D, or a name in \"delays\"";

    readonly Dictionary<string, Delay> _named = new(StringComparer.Ordinal);

    /// <summary>Reads the root's named delays.</summary>
    public void ReadNames(Section? names)
    {
        if (names is null)
            return;

        foreach (var (name, value) in names.Json.Members)
        {
            if (ReadNamed(value, names.At(name)) is { } delay)
                _named[name] = delay;
        }
    }

    /// <summary>The delay of a key of <c>after</c>; null, and a fault, if it is none.</summary>
    public Delay? ReadKey(string key, string pointer)
    {
        if (_named.TryGetValue(key, out var named))
            return named;

        var isNumber = double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds);
        if (isNumber
            ? Durations.TryFromMilliseconds(milliseconds, out var fixedTime)
            : Durations.TryParse(key, out fixedTime))
            return new(fixedTime, null);

        faults.Add(
            pointer, $"\"{key}\" is no delay. {Advice}; it is at most {StatechartLimits.MaxDelay.TotalDays} days.");
        return null;
    }

    /// <summary>The delay of a raised event; null, and a fault, if it is none.</summary>
    public Delay? Read(JsonValue value, string pointer)
    {
        if (value is JsonString text)
            return ReadKey(text.Value, pointer);
        if (Durations.TryRead(value, out var fixedTime))
            return new(fixedTime, null);

        faults.Add(pointer, $"{Advice}; it is at most {StatechartLimits.MaxDelay.TotalDays} days.");
        return null;
    }

    Delay? ReadNamed(JsonValue value, string pointer)
    {
        if (Durations.TryRead(value, out var fixedTime))
            return new(fixedTime, null);
        if (value is JsonString text)
            return new(null, scripts.Add(text.Value, pointer));

        faults.Add(pointer, "A named delay is a number of milliseconds, an ISO 8601 duration, or an expression.");
        return null;
    }
}
