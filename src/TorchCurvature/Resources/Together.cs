namespace TorchCurvature.Resources;

/// <summary>Several scopes that are closed as one, the last one opened first.</summary>
/// <param name="scopes">The scopes, in the order in which they were opened.</param>
internal sealed class Together(params IReadOnlyList<IDisposable> scopes) : IDisposable
{
    public void Dispose()
    {
        foreach (IDisposable scope in scopes.Reverse())
        {
            scope.Dispose();
        }
    }
}
