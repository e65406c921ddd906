namespace Patchlog.Server.Wire;

/// <summary>The HTTP methods that change nothing (RFC 9110 §9.2.1).</summary>
static class SafeMethods
{
    /// <summary>True if a request with this method changes nothing.</summary>
    public static bool Contains(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
