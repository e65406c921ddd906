using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads transitions.</summary>
/// <param name="paths">Finds states.</param>
/// <param name="guards">Reads guards.</param>
/// <param name="actions">Reads actions.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class TransitionReader(StatePaths paths, GuardReader guards, ActionReader actions, FaultList faults)
{
    int _count;

    /// <summary>The transitions of a member that is one or an array of such.</summary>
    /// <param name="section">The object that has the member.</param>
    /// <param name="name">The member.</param>
    /// <param name="source">The state that the transitions belong to.</param>
    /// <param name="descriptor">The events that they take; empty for none.</param>
    public ImmutableArray<Transition> Read(Section section, string name, StateNode source, string descriptor)
    {
        var transitions = ImmutableArray.CreateBuilder<Transition>();
        foreach (var (value, pointer) in section.OneOrMany(name))
        {
            if (_count++ == StatechartLimits.MaxTransitions)
                faults.Add("", $"There are more than {StatechartLimits.MaxTransitions} transitions.");
            if (ReadOne(value, pointer, source, descriptor) is { } transition)
                transitions.Add(transition);
        }

        return transitions.ToImmutable();
    }

    /// <summary>The states that a member names; empty if there is none.</summary>
    public ImmutableArray<StateNode> ReadTargets(Section section, StateNode source)
    {
        var targets = ImmutableArray.CreateBuilder<StateNode>();
        foreach (var (value, pointer) in section.OneOrMany("target"))
        {
            if (value is not JsonString text)
                faults.Add(pointer, "A target is a text.");
            else if (paths.FindTarget(source, text.Value) is { } target)
                targets.Add(target);
            else
                faults.Add(pointer, $"There is no state \"{text.Value}\". {Advice(source)}");
        }

        if (targets.Count > StatechartLimits.MaxTargets)
            faults.Add(section.At("target"), $"A transition has at most {StatechartLimits.MaxTargets} targets.");
        else if (targets.Count > 1)
            CheckRegions(targets, section.At("target"));

        return targets.ToImmutable();
    }

    Transition? ReadOne(JsonValue value, string pointer, StateNode source, string descriptor)
    {
        if (Section.OfTextOr(value, "target", pointer, "A transition is a target, or", faults) is not { } section)
            return null;

        section.Allow("target", "guard", "actions", "reenter", "description", "meta");
        section.Text("description");

        var guard = section["guard"] is { } written ? guards.Read(written, section.At("guard")) : null;
        return new(
            source, descriptor, ReadTargets(section, source), guard, actions.Read(section, "actions"),
            section.Flag("reenter"), pointer);
    }

    static string Advice(StateNode source) => source.Parent is null
        ? "Name a child of the root as \".child\", any state as \"#id\"."
        : "Name a sibling by its name, a child as \".child\", any state as \"#id\".";

    // Two targets can only be active at once in different regions of a parallel state.
    void CheckRegions(ImmutableArray<StateNode>.Builder targets, string pointer)
    {
        for (var at = 0; at < targets.Count; at++)
        {
            for (var other = at + 1; other < targets.Count; other++)
            {
                if (!AreOrthogonal(targets[at], targets[other]))
                {
                    faults.Add(
                        pointer, $"\"{targets[at]}\" and \"{targets[other]}\" can't both be active: "
                        + "several targets are of different regions of a parallel state.");
                    return;
                }
            }
        }
    }

    static bool AreOrthogonal(StateNode one, StateNode other)
    {
        var above = one.Parent;
        while (above is not null && !other.IsBelow(above))
            above = above.Parent;

        return above?.Kind == StateKind.Parallel && !one.IsBelow(other) && !other.IsBelow(one) && one != other;
    }
}
