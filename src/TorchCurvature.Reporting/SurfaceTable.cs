using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// <c>plane.csv</c>: loss and accuracy on training and test data over a grid of a plane, as
/// <c>x,y,train_loss,train_accuracy,test_loss,test_accuracy</c>, then the standard error of each.
/// </summary>
public static class SurfaceTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "plane.csv";

    /// <summary>Writes the table.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="train">The plane on training data.</param>
    /// <param name="test">The same grid on test data; null leaves their cells empty.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, LossSurface train, LossSurface? test)
    {
        ArgumentNullException.ThrowIfNull(train);
        CsvTable.Write(run, FileName, train.Points.Select((point, i) => new Row(point, test?.Points[i])),
        [
            new("x", row => row.Train.X),
            new("y", row => row.Train.Y),
            .. RiskColumns.Of<Row>(row => row.Train.Risk, row => row.Test?.Risk),
        ]);
    }

    private sealed record Row(SurfacePoint Train, SurfacePoint? Test);
}
