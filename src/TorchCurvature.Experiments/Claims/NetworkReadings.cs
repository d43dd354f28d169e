namespace TorchCurvature.Experiments.Claims;

/// <summary>Numbers of the experiments on networks that were trained for the claims.</summary>
internal static class NetworkReadings
{
    /// <summary>The trainings with all data and with small batches.</summary>
    public static Descent[] DescentRuns(PublishedResults results) =>
    [
        .. from row in results.Rows("descents")
           group row by (IsFullBatch: row.Text("full_batch") == "true", Seed: row.Whole("seed")) into run
           let first = run.First()
           select new Descent(
               run.Key.IsFullBatch, run.Key.Seed, first.Whole("samples"), first.Whole("batch_size"), first.Whole("parameters"),
               first.Whole("classes"), first.Number("keskar_sharpness"), [.. run.Select(Gradient)]),
    ];

    /// <summary>The second term on the way of trainings.</summary>
    public static SecondTermRun[] SecondTerms(PublishedResults results) =>
    [
        .. from row in results.Rows("second-term")
           group row by row.Whole("seed") into run
           let first = run.First()
           select new SecondTermRun(
               run.Key, first.Whole("parameters"), first.Whole("samples"),
               [
                   .. run.Select(row => new SecondTermLook(
                       (long)row.Number("step"), row.Number("loss"), row.Number("functional_to_hessian"),
                       row.Number("functional_to_shuffled"), row.Number("level"), row.Number("trivial_size"), row.Whole("zeros"))),
               ]),
    ];

    /// <summary>The networks of growing width, and those on data of growing dimension.</summary>
    public static SingularNetwork[] SingularNetworks(PublishedResults results) =>
    [
        .. from row in results.Rows("singularity")
           select new SingularNetwork(
               row.Whole("seed"), row.Whole("parameters"), row.Whole("samples"), row.Whole("intrinsic_dimension"),
               row.Text("row") == "widths", row.Number("near_zero_before"), row.Number("near_zero_after")),
    ];

    /// <summary>The trainings from several random points.</summary>
    public static PairOfStarts[] Starting(PublishedResults results) =>
    [
        .. from row in results.Rows("starts")
           select new PairOfStarts(
               row.Whole("seed"), row.Whole("parameters"), row.Number("cosine"), row.Number("barrier"), row.Number("loss_of_ends"),
               row.Number("lambda_max"), row.Number("lambda_max_scaled_inputs"), row.Number("lambda_max_scaled_weights")),
    ];

    /// <summary>The fits to linear models.</summary>
    public static LinearFit[] LinearFits(PublishedResults results) =>
    [
        .. from row in results.Rows("linear-model", "linear-model-fits")
           select new LinearFit(
               row.Whole("seed"), row.Whole("inputs"), row.Whole("samples"), row.Whole("eigenvalues"), (long)row.Number("step"),
               row.Number("aspect_ratio"), row.Number("ks_distance")),
    ];

    private static GradientLook Gradient(PublishedRow row) => new(
        (long)row.Number("step"), row.Number("loss"), row.Number("gradient_square"), row.Number("noise_trace"), row.Number("batch_square"),
        row.Number("noise_share"), row.Number("lambda_max"));
}
