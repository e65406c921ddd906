namespace Patchlog;

/// <summary>
/// What an append does beside events and state, in the same transaction: all of it appears together, or none. The
/// family is closed; its members come with what needs them (timers, process keys, unique keys, follow-up commands).
/// Immutable.
/// </summary>
abstract record Effect
{
    private protected Effect() { }
}
