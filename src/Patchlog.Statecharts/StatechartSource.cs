using Patchlog.Scripting;

namespace Patchlog.Statecharts;

/// <summary>The definition of a process: its text, and the module whose functions it may name.</summary>
/// <param name="Name">The file, as faults call it.</param>
/// <param name="Text">The definition: JSON.</param>
public sealed record StatechartSource(string Name, string Text)
{
    /// <summary>The modules among which <see cref="ModuleFile"/> is; null without one.</summary>
    public ScriptModules? Modules { get; init; }

    /// <summary>The module whose exports guards, assignments and actions may name; null without one.</summary>
    public string? ModuleFile { get; init; }
}
