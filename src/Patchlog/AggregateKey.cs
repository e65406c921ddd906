
namespace Patchlog;

/// <summary>The whole identity of an aggregate.</summary>
public readonly record struct AggregateKey(Tenant Tenant, TargetName TargetName, AggregateId TargetId)
{
    /// <summary><c>orders/42</c>, as messages name it: the tenant is known where the message is read.</summary>
    public override string ToString() => $"{TargetName}/{TargetId}";
}
