namespace Patchlog.Publishing;

/// <summary>One change of a durable subscription, to be stored by compare-and-set.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="After">The state to store; null to leave what is stored as it is.</param>
/// <param name="Answer">The answer to whoever made the change, valid once the state is stored.</param>
readonly record struct SubscriptionChange<T>(DurableSubscriptionState? After, T Answer);
