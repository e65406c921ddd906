namespace Patchlog.Rules;

/// <summary>The text of one rule file.</summary>
/// <param name="Name">What faults call it, and what imports are relative to; with <c>/</c> between folders.</param>
/// <param name="Text">The rules.</param>
public sealed record RuleSource(string Name, string Text);
