namespace Patchlog.Rules.Conditions;

/// <summary>Bounds on conditions.</summary>
static class ConditionLimits
{
    /// <summary>Elements of a list compared between two looks at the limits of the session.</summary>
    public const int ElementsPerLook = 64;
}
