using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Statecharts.Definitions;

/// <summary>How a value is computed. A closed family. Immutable.</summary>
abstract record Template
{
    Template() { }

    /// <summary>A value that is always the same.</summary>
    public sealed record Constant(JsonValue Value) : Template;

    /// <summary>What a script answers.</summary>
    public sealed record Computed(ScriptPart Script) : Template;

    /// <summary>An object whose members are computed; those that come out as undefined are left out.</summary>
    public sealed record Members(ImmutableArray<(string Name, Template Value)> Parts) : Template;

    /// <summary>An array whose items are computed; those that come out as undefined are null.</summary>
    public sealed record Items(ImmutableArray<Template> Parts) : Template;
}
