using System.Globalization;

namespace Patchlog.Rules.Syntax;

/// <summary>Reads one rule: its options, <c>when</c> and <c>then</c>.</summary>
sealed class RuleParser(TokenReader reader)
{
    readonly ConditionParser _conditions = new(reader);

    bool _hasWhen;

    /// <summary>Reads from the name on; null if too little of it is readable.</summary>
    public Declaration.Rule? Parse()
    {
        if (reader.Current.Kind is not (TokenKind.Name or TokenKind.Text))
        {
            reader.Report("the name of the rule");
            return null;
        }

        var name = reader.Take();
        reader.Rule = name.Value;
        _hasWhen = false;

        var open = reader.Current.Start;
        if (!reader.TryTakeBlock("the parts of the rule", out var start, out var end))
            return null;

        reader.MoveTo(start);
        var rule = Body(new Declaration.Rule(reader.File, name.Start, name.Value), end);
        reader.MoveTo(end + 1);

        if (rule.Action is null && !reader.HasFaultIn(rule.Name))
            reader.Report(open, RuleFaultCodes.Syntax, $"The rule '{rule.Name}' has no 'then'.");
        reader.Rule = null;
        return rule;
    }

    Declaration.Rule Body(Declaration.Rule rule, int end)
    {
        while (reader.Current.Start < end)
        {
            if (reader.TryTake(",") || reader.TryTake(";"))
                continue;

            if (rule.Action is not null)
            {
                reader.Report("'}' after the action");
                break;
            }

            var start = reader.Current.Start;
            rule = Part(rule, OptionName()) ?? Skip(rule, end);
            if (reader.Current.Start == start)
                reader.Take();
        }

        return rule;
    }

    /// <summary>Goes on at the next part after a fault.</summary>
    Declaration.Rule Skip(Declaration.Rule rule, int end)
    {
        while (reader.Current.Start < end)
        {
            if (reader.Current.IsWord("when") || reader.Current.IsWord("then"))
                return rule;
            if (reader.Take().Value is "," or ";")
                return rule;
        }

        return rule;
    }

    /// <summary>A name, possibly with hyphens; empty if there is none.</summary>
    string OptionName()
    {
        if (reader.Current.Kind != TokenKind.Name)
            return "";

        var first = reader.Current;
        var hyphen = reader.Peek();
        if (hyphen.Is("-") && hyphen.Start == first.End && first.Value is "agenda" or "auto" or "no")
        {
            reader.Take();
            reader.Take();
            return reader.Current.Kind == TokenKind.Name ? first.Value + "-" + reader.Current.Value : "";
        }

        return first.Value;
    }

    /// <summary>Reads one part; null after a fault.</summary>
    Declaration.Rule? Part(Declaration.Rule rule, string name)
    {
        switch (name)
        {
            case "salience" or "priority":
                return TryTakeInteger(out var salience) ? rule with { Salience = salience } : null;
            case "agenda-group" or "agendaGroup":
                return TryTakeGroup(out var group) ? rule with { AgendaGroup = group } : null;
            case "auto-focus" or "autoFocus":
                return TryTakeBoolean(out var focus) ? rule with { AutoFocus = focus } : null;
            case "no-loop" or "noLoop":
                return TryTakeBoolean(out var noLoop) ? rule with { NoLoop = noLoop } : null;
            case "when":
                return When(rule);
            case "then":
                return Then(rule);
            default:
                reader.Report("salience, agenda-group, auto-focus, no-loop, when or then");
                return null;
        }
    }

    Declaration.Rule? When(Declaration.Rule rule)
    {
        var place = reader.Take();
        if (_hasWhen)
        {
            reader.Report(place.Start, RuleFaultCodes.Duplicate, "The rule has a 'when' already.");
            return null;
        }

        _hasWhen = true;
        if (!reader.TryTakeBlock("the conditions", out var start, out var end))
            return null;

        reader.MoveTo(start);
        var conditions = _conditions.Parse(end);
        reader.MoveTo(end + 1);
        return rule with { Conditions = conditions };
    }

    Declaration.Rule? Then(Declaration.Rule rule)
    {
        reader.Take();
        return reader.TryTakeBlock("the action", out var start, out var end)
            ? rule with { Action = new ScriptPart(reader.File, start, end) }
            : null;
    }

    bool TryTakeColon()
    {
        reader.Take();
        return reader.Expect(":");
    }

    bool TryTakeInteger(out int value)
    {
        value = 0;
        if (!TryTakeColon())
            return false;

        var sign = reader.TryTake("-") ? -1 : 1;
        if (reader.Current.Kind != TokenKind.Number
            || !int.TryParse(reader.Current.Value, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return reader.Report("a whole number");
        }

        value *= sign;
        reader.Take();
        return true;
    }

    bool TryTakeBoolean(out bool value)
    {
        value = false;
        if (!TryTakeColon())
            return false;

        value = reader.Current.IsWord("true");
        if (!value && !reader.Current.IsWord("false"))
            return reader.Report("true or false");

        reader.Take();
        return true;
    }

    bool TryTakeGroup(out string group)
    {
        group = "";
        if (!TryTakeColon())
            return false;
        if (reader.Current.Kind is not (TokenKind.Name or TokenKind.Text))
            return reader.Report("the name of an agenda group");

        group = reader.Take().Value;
        return true;
    }
}
