using System.Globalization;
using System.Text;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>
/// Writes a machine as text for Mermaid. States have plain ids and carry their names as texts, so that no name can mean
/// anything to Mermaid. Not thread-safe.
/// </summary>
/// <param name="drawn">What is written.</param>
/// <param name="active">The paths of the states to mark.</param>
sealed class MermaidWriter(DrawnChart drawn, IReadOnlyCollection<string> active)
{
    readonly StringBuilder _text = new();

    /// <summary>The text.</summary>
    public string Write()
    {
        _text.Append("stateDiagram-v2\n");
        var root = drawn.States[0];
        WriteChildren(root, 1);

        // Mermaid draws a way between two boxes only where it is written outside of both.
        foreach (var transition in drawn.Transitions)
        {
            if (!AreSiblings(transition) || transition.Source.Parent == root)
                WriteTransition(transition, 1);
        }

        WriteNotes();
        WriteActive();

        return _text.ToString();
    }

    void WriteChildren(StateNode parent, int depth)
    {
        var isFirst = true;
        foreach (var child in DrawnChart.ChildrenOf(parent))
        {
            if (parent.Kind == StateKind.Parallel && child.Kind != StateKind.History && !isFirst)
                Line(depth, "--");

            isFirst = false;
            WriteState(child, depth);
        }

        if (parent.Initial is { } initial)
            Line(depth, $"[*] --> {IdOf(initial)}");

        foreach (var child in DrawnChart.ChildrenOf(parent))
        {
            if (child.Kind == StateKind.Final)
                Line(depth, $"{IdOf(child)} --> [*]{(child.Compensates ? " : compensate" : "")}");
        }

        if (parent.Parent is null)
            return;

        foreach (var transition in drawn.Transitions)
        {
            if (transition.Source.Parent == parent && AreSiblings(transition))
                WriteTransition(transition, depth);
        }
    }

    void WriteState(StateNode state, int depth)
    {
        var head = $"state \"{Escape(DrawnChart.TitleOf(state))}\" as {IdOf(state)}";
        if (state.Kind is not (StateKind.Compound or StateKind.Parallel))
        {
            Line(depth, head);
            return;
        }

        Line(depth, head + " {");
        WriteChildren(state, depth + 1);
        Line(depth, "}");
    }

    void WriteTransition(DrawnTransition transition, int depth)
    {
        var (from, to) = (IdOf(transition.Source), IdOf(transition.Target));
        var label = transition.Label.Length == 0 ? "" : $" : {Escape(transition.Label)}";
        if (transition.Source.Parent is not null)
            Line(depth, $"{from} --> {(transition.Target.Parent is null ? from : to)}{label}");
        else if (transition.Target.Parent is not null)
            Line(depth, $"[*] --> {to}{label}");
    }

    void WriteNotes()
    {
        foreach (var state in drawn.States)
        {
            if (state.Parent is null || state.Kind is StateKind.Compound or StateKind.Parallel)
                continue;

            foreach (var note in drawn.NotesOf(state).Take(DrawingLimits.MaxNotes))
            {
                if (!note.StartsWith("invokes ", StringComparison.Ordinal))
                    Line(1, $"{IdOf(state)} --> {IdOf(state)} : {Escape(note)}");
            }
        }
    }

    void WriteActive()
    {
        var marked = drawn.States.Where(state => state.Parent is not null && active.Contains(state.Path)).ToArray();
        if (marked.Length == 0)
            return;

        Line(1, "classDef active fill:#2563eb,color:#ffffff,stroke:#1e3a8a");
        Line(1, $"class {string.Join(',', marked.Select(IdOf))} active");
    }

    static bool AreSiblings(DrawnTransition transition) => transition.Source.Parent == transition.Target.Parent;

    static string IdOf(StateNode state) => string.Create(CultureInfo.InvariantCulture, $"s{state.Index}");

    void Line(int depth, string line) => _text.Append(' ', depth * 2).Append(line).Append('\n');

    /// <summary>A text of which nothing is syntax: all but letters, digits and a few signs are entity codes.</summary>
    static string Escape(string text)
    {
        var shown = DrawnText.Cut(text, DrawingLimits.MaxLabelLength);
        var escaped = new StringBuilder(shown.Length);
        foreach (var rune in shown.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || IsPlain(rune))
                escaped.Append(rune);
            else if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                escaped.Append(' ');
            else
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }

        return escaped.Length == 0 ? " " : escaped.ToString();
    }

    static bool IsPlain(Rune rune) => rune.IsAscii ? "._[]=!?+*/,'()".Contains((char)rune.Value) : rune.Value == '…';
}
