using System.Collections.Immutable;

namespace Patchlog.Statecharts.Definitions;

/// <summary>Something that happens on the way. A closed family. Immutable.</summary>
abstract record ChartAction
{
    ChartAction() { }

    /// <summary>Sets members of the context, all of them computed from the context before it.</summary>
    public sealed record Assign(ImmutableArray<(string Name, Template Value)> Members) : ChartAction;

    /// <summary>Calls an exported function, and merges what it answers into the context.</summary>
    public sealed record Call(ScriptPart Function, Template? Params) : ChartAction;

    /// <summary>Puts an event into the internal queue, or sets a timer that will bring it.</summary>
    public sealed record Raise(string Type, Template? Members, Delay? Delay, string? Id) : ChartAction;

    /// <summary>Sends a command whose outcome matters for compensation only.</summary>
    public sealed record Send(CommandTemplate Command, CommandTemplate? Compensation, string Pointer) : ChartAction;

    /// <summary>Tells an event to whoever listens.</summary>
    public sealed record Emit(string Name, Template? Data) : ChartAction;

    /// <summary>Ends the timer of a raised event.</summary>
    public sealed record Cancel(string Id) : ChartAction;

    /// <summary>Writes a line into the log.</summary>
    public sealed record Log(Template Message) : ChartAction;

    /// <summary>Gives up an invocation, or ends the instance.</summary>
    public sealed record Stop(string? Id) : ChartAction;
}
