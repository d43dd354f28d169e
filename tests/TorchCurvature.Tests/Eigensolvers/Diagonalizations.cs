using System.Diagnostics;
using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>The dimensions of the matrices that are diagonalized from its creation to its disposal by whoever made it.</summary>
internal sealed class Diagonalizations : IDisposable
{
    private readonly Activity _mine = new Activity("test").Start();
    private readonly ActivityListener _listener;

    public Diagonalizations(Action<long>? onDiagonalized = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DenseEigensolver.TraceName,
            // Other tests run at the same time.
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == _mine.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _mine.TraceId)
                {
                    long dimension = (long)activity.GetTagItem("dimension")!;
                    Dimensions.Add(dimension);
                    onDiagonalized?.Invoke(dimension);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public List<long> Dimensions { get; } = [];

    public int Of(long dimension) => Dimensions.Count(d => d == dimension);

    public void Dispose()
    {
        _listener.Dispose();
        _mine.Dispose();
    }
}
