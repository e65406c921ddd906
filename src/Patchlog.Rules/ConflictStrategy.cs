namespace Patchlog.Rules;

/// <summary>What decides which of two activations of one agenda group fires first.</summary>
public enum ConflictStrategy
{
    /// <summary>The rule with the greater salience.</summary>
    Salience,

    /// <summary>The activation that came later.</summary>
    ActivationRecency,

    /// <summary>The activation whose first fact changed later; among equals the one with more facts.</summary>
    FactRecency,

    /// <summary>The activation that came after more rounds of changes during the match.</summary>
    BucketCounter,
}
