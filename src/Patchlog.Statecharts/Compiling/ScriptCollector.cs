using System.Text;
using System.Text.RegularExpressions;
using Patchlog.Scripting;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Gathers the expressions of a definition, and finds those that are no JavaScript.</summary>
/// <param name="source">The definition, and the module beside it.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed partial class ScriptCollector(StatechartSource source, FaultList faults)
{
    // Big integers have no bound in time: expressions can't write any.
    static readonly ScriptLimits Limits = new() { AllowsBigInt = false };

    static readonly (ScriptNames Flag, string Name)[] Parameters =
    [
        (ScriptNames.Context, "context"), (ScriptNames.Event, "event"), (ScriptNames.Input, "input"),
        (ScriptNames.Params, "params"), (ScriptNames.Self, "self"),
    ];

    readonly List<string> _expressions = [];
    bool _isFull;

    /// <summary>Whether a text is the name of a function and no expression.</summary>
    public static bool IsName(string text) =>
        Name().IsMatch(text) && text is not ("true" or "false" or "null" or "this");

    /// <summary>A guard or key: the name of an exported function, or an expression.</summary>
    public ScriptPart Add(string text, string pointer) =>
        IsName(text) ? AddFunction(text, pointer) : AddExpression(text, pointer);

    /// <summary>An exported function.</summary>
    public ScriptPart AddFunction(string name, string pointer)
    {
        if (source.Modules is not { } modules || source.ModuleFile is not { } file)
            faults.Add(pointer, $"\"{name}\" is the name of a function, and there is no module beside the definition.");
        else if (!modules.Exports(file, name))
            faults.Add(pointer, $"{file} exports no \"{name}\".");

        return new(-1, name, pointer);
    }

    /// <summary>An expression.</summary>
    public ScriptPart AddExpression(string text, string pointer)
    {
        if (_expressions.Count >= StatechartLimits.MaxExpressions)
            ReportTooMany(pointer);
        else if (FindFault(text) is { } message)
            faults.Add(pointer, message, StatechartFaultCodes.Script);

        _expressions.Add(text);
        return new(_expressions.Count - 1, null, pointer, NamesIn(text));
    }

    /// <summary>A script whose value is an array of all expressions as functions; null if there are faults.</summary>
    public PreparedScript? Prepare()
    {
        if (!faults.IsEmpty)
            return null;

        var text = new StringBuilder("'use strict';[");
        foreach (var expression in _expressions)
        {
            var names = NamesIn(expression);
            var parameters = Parameters.Where(one => names.HasFlag(one.Flag)).Select(one => one.Name);
            text.Append('(').AppendJoin(", ", parameters).Append(") => (\n").Append(expression).Append("\n),\n");
        }

        if (PreparedScript.TryPrepare(text.Append(']').ToString(), source.Name, 1, out var script, out var fault))
            return script;

        faults.Add("", fault.Message, StatechartFaultCodes.Script);
        return null;
    }

    // What is not mentioned costs nothing. A backslash may hide letters of a name.
    static ScriptNames NamesIn(string text)
    {
        var mayHide = text.Contains('\\', StringComparison.Ordinal);
        var names = ScriptNames.None;
        foreach (var (flag, name) in Parameters)
        {
            if (mayHide || text.Contains(name, StringComparison.Ordinal))
                names |= flag;
        }

        return names;
    }

    // In parentheses and in brackets: what closes the one does not close the other, so that the text is one expression.
    static string? FindFault(string text)
    {
        if (!PreparedScript.TryPrepare($"'use strict';(\n{text}\n)", null, 1, out var script, out var fault)
            || !PreparedScript.TryPrepare($"'use strict';[\n{text}\n]", null, 1, out _, out fault))
        {
            return $"{fault.Message} A text is an expression of JavaScript; "
                + "constant text has quotes in it: \"'text'\".";
        }

        return script.FindForbidden(Limits)?.Message;
    }

    void ReportTooMany(string pointer)
    {
        if (!_isFull)
            faults.Add(pointer, $"There are more than {StatechartLimits.MaxExpressions} expressions.");

        _isFull = true;
    }

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
