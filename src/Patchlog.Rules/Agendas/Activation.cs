using Patchlog.Rules.Matching;

namespace Patchlog.Rules.Agendas;

/// <summary>What orders an activation among others, as of when it came.</summary>
/// <param name="Rule">Its rule.</param>
/// <param name="Recency">When it came: greater is later.</param>
/// <param name="Counter">After how many rounds of changes it came.</param>
/// <param name="FirstFactRecency">When its first fact changed last.</param>
/// <param name="FactCount">How many different facts it has.</param>
sealed record Activation(RulePlan Rule, long Recency, int Counter, int FirstFactRecency, int FactCount)
{
    public static Activation Of(Token token, RulePlan rule, long recency, int counter)
    {
        var first = 0;
        var count = 0;
        for (var level = token; level.Parent is not null; level = level.Parent)
        {
            if (level.Recency < 0)
                continue;

            first = level.Recency;
            if (!IsAgainBefore(level))
                count++;
        }

        return new Activation(rule, recency, counter, first, count);
    }

    /// <summary>Whether a fact of a pattern before changed at the same moment, and so is the same fact.</summary>
    static bool IsAgainBefore(Token token)
    {
        for (var level = token.Parent; level?.Parent is not null; level = level.Parent)
        {
            if (level.Recency == token.Recency)
                return true;
        }

        return false;
    }
}
