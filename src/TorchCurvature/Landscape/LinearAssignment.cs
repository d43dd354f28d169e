namespace TorchCurvature.Landscape;

/// <summary>The permutation π of n rows and n columns with the largest Σ_i s[i, π(i)], exactly.</summary>
internal static class LinearAssignment
{
    /// <summary>
    /// The Hungarian method with shortest augmenting paths and potentials, O(n³). Source: Kuhn 1955; Burkard,
    /// Dell'Amico, Martello 2009, Algorithm 4.8.
    /// </summary>
    /// <param name="scores">s, row by row; finite.</param>
    /// <param name="count">n.</param>
    /// <returns>π(i) for each row.</returns>
    internal static int[] Maximize(ReadOnlySpan<double> scores, int count)
    {
        const int None = -1;
        double[] rowPotential = new double[count], columnPotential = new double[count];
        int[] rowOf = new int[count];
        Array.Fill(rowOf, None);
        double[] distance = new double[count];
        int[] previous = new int[count]; // the column before, on the shortest path to a column
        bool[] isDone = new bool[count];
        for (int start = 0; start < count; start++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Fill(previous, None);
            Array.Clear(isDone);
            (int row, int column) = (start, None);
            double length = 0;
            while (true)
            {
                int nearest = None;
                for (int j = 0; j < count; j++)
                {
                    if (isDone[j])
                    {
                        continue;
                    }

                    double through = length - scores[(row * count) + j] - rowPotential[row] - columnPotential[j];
                    if (through < distance[j])
                    {
                        (distance[j], previous[j]) = (through, column);
                    }

                    nearest = nearest == None || distance[j] < distance[nearest] ? j : nearest;
                }

                (column, length) = (nearest, distance[nearest]);
                isDone[column] = true;
                if (rowOf[column] == None)
                {
                    break;
                }

                row = rowOf[column];
            }

            rowPotential[start] += length;
            for (int j = 0; j < count; j++)
            {
                if (isDone[j] && j != column)
                {
                    rowPotential[rowOf[j]] += length - distance[j];
                    columnPotential[j] -= length - distance[j];
                }
            }

            for (int before = previous[column]; column != None; column = before, before = column == None ? None : previous[column])
            {
                rowOf[column] = before == None ? start : rowOf[before];
            }
        }

        int[] columnOf = new int[count];
        for (int j = 0; j < count; j++)
        {
            columnOf[rowOf[j]] = j;
        }

        return columnOf;
    }
}
