namespace TorchCurvature.Resources;

/// <summary>
/// A switch of the native library that belongs to the process. While a scope is open it is off, for other threads too; scopes may be
/// nested, and may overlap between threads. The last one to close puts back what was there before the first.
/// </summary>
/// <param name="get">Whether it is on.</param>
/// <param name="set">Switches it.</param>
internal sealed class ProcessSwitch(Func<bool> get, Action<bool> set)
{
    private readonly Lock _lock = new();
    private int _scopes;
    private bool _wasOn;

    /// <summary>Switches it off until the scope is disposed.</summary>
    public IDisposable Off()
    {
        lock (_lock)
        {
            if (_scopes++ == 0)
            {
                _wasOn = get();
                set(false);
            }
        }

        return new Scope(this);
    }

    private void Restore()
    {
        lock (_lock)
        {
            if (--_scopes == 0)
            {
                set(_wasOn);
            }
        }
    }

    private sealed class Scope(ProcessSwitch owner) : IDisposable
    {
        private bool _isOpen = true;

        public void Dispose()
        {
            if (_isOpen)
            {
                _isOpen = false;
                owner.Restore();
            }
        }
    }
}
