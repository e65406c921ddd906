using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>What came of one step of a case about a process. Not thread-safe.</summary>
sealed class StepReport
{
    /// <summary>Whether the instance took any of its inputs.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Why an input was refused: the first time.</summary>
    public Problem? Problem { get; set; }

    /// <summary>The commands that were issued, in order.</summary>
    public List<JsonObject> Commands { get; } = [];

    /// <summary>The events of the instance, in order.</summary>
    public List<JsonObject> Events { get; } = [];

    /// <summary>Why the step can't be tried; null if it can.</summary>
    public string? Fault { get; set; }
}
