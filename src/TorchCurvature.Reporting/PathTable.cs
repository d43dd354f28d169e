using TorchCurvature.Landscape;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// Loss and accuracy on training and test data along a path, as <c>alpha,train_loss,train_accuracy,test_loss,test_accuracy</c>, then the
/// standard error of each and, where it was asked for, <c>lambda_max</c> of the Hessian of the training loss.
/// </summary>
public static class PathTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="train">The path on training data.</param>
    /// <param name="test">The same positions on test data; null leaves their cells empty.</param>
    /// <exception cref="ArgumentException">The positions differ.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, string name, PathProfile train, PathProfile? test)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (test is not null && !train.Points.Select(p => p.Position).SequenceEqual(test.Points.Select(p => p.Position)))
        {
            throw new ArgumentException(
                "The table has one line for each position, and the two profiles were taken at different ones.", nameof(test));
        }

        List<Column<Row>> columns =
        [
            new("alpha", row => row.Train.Position),
            .. RiskColumns.Of<Row>(row => row.Train.Risk, row => row.Test?.Risk),
        ];
        if (train.Points.Any(p => p.LargestEigenvalue is not null))
        {
            columns.Add(new("lambda_max", row => row.Train.LargestEigenvalue));
        }

        CsvTable.Write(run, name, train.Points.Select((point, i) => new Row(point, test?.Points[i])), columns);
    }

    private sealed record Row(PathPoint Train, PathPoint? Test);
}
