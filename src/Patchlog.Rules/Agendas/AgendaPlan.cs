namespace Patchlog.Rules.Agendas;

/// <summary>The groups of an agenda and what orders them. Immutable and shared by all sessions.</summary>
/// <param name="Groups">The names of the groups; the first is <c>main</c>.</param>
/// <param name="Strategies">What decides, the most important first.</param>
sealed record AgendaPlan(string[] Groups, ConflictStrategy[] Strategies)
{
    public const string MainGroup = "main";

    /// <summary>Salience, then the latest activation: the order that nools has where nothing else is said.</summary>
    public bool IsUsual =>
        Strategies is [ConflictStrategy.Salience, ConflictStrategy.ActivationRecency, ..];
}
