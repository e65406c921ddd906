using Patchlog.Rules.Matching;

namespace Patchlog.Rules.Agendas;

/// <summary>
/// Orders activations by the strategies of a rule set; what fires first is greatest. Where the strategies do not
/// decide, the older is greater.
/// </summary>
sealed class ActivationOrder(ConflictStrategy[] strategies) : IComparer<Token>
{
    public int Compare(Token? x, Token? y)
    {
        if (ReferenceEquals(x, y) || x?.Activation is not { } left || y?.Activation is not { } right)
            return 0;

        foreach (var strategy in strategies)
        {
            var order = Compare(strategy, left, right);
            if (order != 0)
                return order;
        }

        return right.Recency.CompareTo(left.Recency);
    }

    static int Compare(ConflictStrategy strategy, Activation left, Activation right) => strategy switch
    {
        ConflictStrategy.Salience =>
            left.Rule.Declaration.Salience.CompareTo(right.Rule.Declaration.Salience),
        ConflictStrategy.ActivationRecency => left.Recency.CompareTo(right.Recency),
        ConflictStrategy.FactRecency => CompareFacts(left, right),
        ConflictStrategy.BucketCounter => left.Counter.CompareTo(right.Counter),
    };

    /// <summary>As nools does: it compares the first fact only, and then how many there are.</summary>
    static int CompareFacts(Activation left, Activation right)
    {
        var order = left.FactCount > 0 && right.FactCount > 0
            ? left.FirstFactRecency.CompareTo(right.FirstFactRecency)
            : 0;
        return order != 0 ? order : left.FactCount.CompareTo(right.FactCount);
    }
}
