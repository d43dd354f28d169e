using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Tests.Studies.Runs;

/// <summary>The names of a manifest's properties are read by programs of others: an accidental change of one is a defect.</summary>
public sealed class LandscapeManifestTests
{
    private static readonly PathRecord s_path = new(
        new BarrierRecord(new LossBarrier(1, 2, 0.5), new LossBarrier(3, 4, 1)),
        new BarrierRecord(new LossBarrier(0, 0, 0), new LossBarrier(5, 6, 0)));

    [Fact]
    public void TheManifestOfALineHasItsNamesInTheirOrder()
    {
        var manifest = new LandscapeManifest<LineSpec, PathRecord>
        {
            Command = "interpolate",
            Runs = ["/a", "/b"],
            Problem = [],
            Files = [new FileFingerprint("/a", 5, "0f")],
            Options = new LineSpec { Points = 3 },
            Threads = 2,
            Device = "cpu",
            Started = DateTimeOffset.UnixEpoch,
            Seconds = 1.5,
            Examples = new ExampleCounts(10, 20),
            Parameters = 7,
            Results = s_path,
        };
        JsonObject json = JsonSerializer.SerializeToNode(manifest, RunManifest.Format)!.AsObject();
        Assert.Equal(
            [
                "command", "format", "version", "status", "runs", "problem", "files", "options", "threads", "device", "environment",
                "processes", "started", "seconds", "peakMemoryBytes", "examples", "parameters", "results",
            ],
            json.Select(p => p.Key));
        Assert.Equal(2, (int)json["format"]!);
        Assert.Equal("""{"from":-0.5,"to":1.5,"points":3,"matchUnits":false,"largestEigenvalue":false}""", json["options"]!.ToJsonString());
        Assert.Equal(1, (double)json["results"]!["train"]!["barrierAboveLinearInterpolation"]!["height"]!);
        LandscapeManifest<LineSpec, PathRecord> read = json.Deserialize<LandscapeManifest<LineSpec, PathRecord>>(RunManifest.Format)!;
        Assert.Equal((manifest.Options, manifest.Results, manifest.Examples), (read.Options, read.Results, read.Examples));
    }

    [Fact]
    public void OptionsAndResultsOfTheOtherVerbsHaveTheirNames()
    {
        Assert.Equal(
            """{"curve":"bezier","pivots":null,"steps":2000,"learningRate":0.1,"batchSize":128,"points":41,"""
                + "\"tolerance\":0.01,\"matchUnits\":false,\"seed\":0}",
            Json(new CurveSpec()));
        Assert.StartsWith("""{"curve":"band","pivots":3,""", Json(new CurveSpec { Pivots = 3 }), StringComparison.Ordinal);
        Assert.Equal("""{"resolution":21,"margin":0.3}""", Json(new PlaneSpec()));
        Assert.Equal(
            """{"resolution":21,"eigenvectors":[1,-1],"radius":null}""", Json(new EigenvectorPlaneSpec { Eigenvectors = [1, -1] }));
        Assert.Equal("""{"epsilon":0.001,"steps":20,"starts":3,"seed":0}""", Json(new KeskarOptions()));
        Assert.Equal("""{"sharpness":1,"loss":2,"largestLosses":[3]}""", Json(new KeskarRecord(1, 2, [3])));
        PlanePoint[] points = [new("A", 1, 2, 3, 4)];
        Assert.Equal("""{"points":[{"point":"A","x":1,"y":2,"trainLoss":3,"testLoss":4}]}""", Json(new PlaneRecord(points, null, null)));
        Assert.Contains(
            "\"radius\":2,\"eigenpairs\":[{\"end\":\"top\",\"index\":1,",
            Json(new PlaneRecord(points, 2, [new RitzPair(SpectrumEnd.Top, 1, 5, 0, 0, true)])), StringComparison.Ordinal);
        Assert.EndsWith(
            "\"levelSet\":{\"tolerance\":0.1,\"decision\":\"same\"}}",
            Json(new CurveRecord(s_path, s_path, new LevelSetRecord(0.1, LevelSetDecision.Same))), StringComparison.Ordinal);
    }

    private static string Json<T>(T value) => JsonSerializer.SerializeToNode(value, RunManifest.Format)!.ToJsonString();
}
