using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads how values are computed: texts are expressions, all else stands for itself.</summary>
static class TemplateReader
{
    /// <summary>Reads one value.</summary>
    /// <param name="value">The template.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="scripts">Gets the expressions.</param>
    public static Template Read(JsonValue value, string pointer, ScriptCollector scripts) => value switch
    {
        JsonString text => new Template.Computed(scripts.AddExpression(text.Value, pointer)),
        JsonObject members => ReadMembers(members, pointer, scripts),
        JsonArray items => ReadItems(items, pointer, scripts),
        _ => new Template.Constant(value),
    };

    /// <summary>The members of an object, each as a template.</summary>
    public static ImmutableArray<(string Name, Template Value)> Parts(
        JsonObject members, string pointer, ScriptCollector scripts)
    {
        var parts = ImmutableArray.CreateBuilder<(string, Template)>(members.Count);
        foreach (var (name, member) in members.Members)
            parts.Add((name, Read(member, Section.At(pointer, name), scripts)));

        return parts.MoveToImmutable();
    }

    static Template ReadMembers(JsonObject members, string pointer, ScriptCollector scripts)
    {
        var parts = Parts(members, pointer, scripts);
        return parts.All(part => part.Value is Template.Constant)
            ? new Template.Constant(members)
            : new Template.Members(parts);
    }

    static Template ReadItems(JsonArray items, string pointer, ScriptCollector scripts)
    {
        var parts = ImmutableArray.CreateBuilder<Template>(items.Count);
        for (var at = 0; at < items.Count; at++)
            parts.Add(Read(items[at], $"{pointer}/{at}", scripts));

        return parts.All(part => part is Template.Constant)
            ? new Template.Constant(items)
            : new Template.Items(parts.MoveToImmutable());
    }
}
