using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Conditions;

/// <summary>One condition of a pattern: what it computes, and where it stands.</summary>
/// <param name="Condition">What it computes.</param>
/// <param name="Source">What it says.</param>
/// <param name="File">Its file.</param>
/// <param name="Rule">Its rule.</param>
sealed record Test(Evaluator Condition, Expression Source, SourceFile File, string Rule)
{
    public bool Holds(Frame frame)
    {
        frame.Test = this;
        return Condition.IsTrue(frame);
    }

    /// <summary>Whether all of several hold, from the first on.</summary>
    public static bool AllHold(Test[] tests, Frame frame)
    {
        foreach (var test in tests)
        {
            if (!test.Holds(frame))
                return false;
        }

        return true;
    }

    /// <summary>A fault of this condition.</summary>
    public RuleFault Fault(string code, string message)
    {
        var fault = File.FaultAt(
            Source.Offset, code, $"The condition '{Source.Key}' of the rule '{Rule}' failed: {message}", Rule);
        return fault;
    }
}
