using Patchlog.Json;

namespace Patchlog.Deciding.BusinessRules;

/// <summary>What is left of the bytes that a trace may take. Not thread-safe.</summary>
sealed class TraceBudget
{
    long _left = VerdictLimits.MaxTraceBytes;

    /// <summary>Whether something was left out.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Takes what an entry needs; false if it is to be left out, as is all that comes after it.</summary>
    public bool TrySpend(JsonValue entry)
    {
        _left -= entry.Utf8Length;
        IsSpent |= _left < 0;

        return !IsSpent;
    }
}
