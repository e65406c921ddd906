namespace Patchlog.Server.Wire;

/// <summary>What a call by GitHub is held against, and what comes of it. Thread-safe.</summary>
/// <param name="Secret">Answers with the secret that GitHub signs its calls with; it may change.</param>
/// <param name="Wake">Lets the source of the bundle look for something new.</param>
sealed record GitHubHook(Func<string> Secret, Action Wake);
