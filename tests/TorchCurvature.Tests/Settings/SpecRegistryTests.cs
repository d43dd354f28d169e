using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Settings;

namespace TorchCurvature.Tests.Settings;

public sealed class SpecRegistryTests
{
    [Fact]
    public void EverySettingOfEveryKindGoesThroughJson()
    {
        Assert.Equal(23, RoundTrips(DataSpecs.Registry));
        Assert.Equal(35, RoundTrips(ModelSpecs.Registry));
        Assert.Equal(5, RoundTrips(LossSpecs.Registry));
    }

    [Fact]
    public void SettingsThatAreMissingGetTheUsualValuesAndThoseOfOtherKindsAreNotPicked()
    {
        DataSpec read = DataSpecs.Registry.FromJson(new JsonObject { ["word"] = "blobs", ["spread"] = 2.5 });
        Assert.True(new BlobsSpec { Spread = 2.5 }.MeansTheSameAs(read));
        DataSpec picked = DataSpecs.Registry.Pick(
            "mnist", new Dictionary<string, JsonNode?> { ["spread"] = "no number", ["resize"] = "3x4" });
        Assert.True(new MnistSpec { Resize = new ImageSize(3, 4) }.MeansTheSameAs(picked));
        Assert.Equal(["mnist", "cifar10"], DataSpecs.Registry.WordsWith("resize"));
        Assert.NotSame(DataSpecs.Registry.Find("mnist"), picked);
        Assert.Null(((MnistSpec)DataSpecs.Registry.Find("mnist")).Resize);
    }

    [Fact]
    public void WhatIsNotKnownIsRefusedWithWhatThereIs()
    {
        Assert.Equal(
            "There is no data set 'mnits'; there are blobs, text, mnist, cifar10, file. (Parameter 'word')",
            Assert.Throws<ArgumentException>(() => DataSpecs.Registry.Find("mnits")).Message);
        Assert.Equal(
            "'mnits' is no data set that is known; there are blobs, text, mnist, cifar10, file.", Refusal(new() { ["word"] = "mnits" }));
        Assert.Equal("'' is no data set that is known; there are blobs, text, mnist, cifar10, file.", Refusal([]));
        Assert.Equal(
            "'[]' is no data set that is known; there are blobs, text, mnist, cifar10, file.",
            Refusal(new() { ["word"] = new JsonArray() }));
        Assert.Equal(
            "A data set 'mnist' has no setting 'spread'; it has samples, resize, data-dir.",
            Refusal(new() { ["word"] = "mnist", ["spread"] = 1 }));
        Assert.Equal("'classes' has no value.", Refusal(new() { ["word"] = "blobs", ["classes"] = null }));
        Assert.Equal("classes must be at least 2, and is 1.", Refusal(new() { ["word"] = "blobs", ["classes"] = 1 }));
        Assert.Equal("spread must be more than 0, and is 0.", Refusal(new() { ["word"] = "blobs", ["spread"] = 0 }));
    }

    [Fact]
    public void TwoKindsOfOneWordAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new SpecRegistry<DataSpec>("data set", new MnistSpec(), new MnistSpec()));
        Assert.Throws<ArgumentException>(() => new SpecRegistry<DataSpec>("data set"));
    }

    private static string Refusal(JsonObject json) => Assert.Throws<FormatException>(() => DataSpecs.Registry.FromJson(json)).Message;

    private static int RoundTrips<TSpec>(SpecRegistry<TSpec> registry)
        where TSpec : Spec
    {
        int count = 0;
        foreach ((TSpec kind, Setting setting) in registry.All.SelectMany(k => k.Settings.Select(s => (k, s))))
        {
            foreach (string text in Values(setting))
            {
                TSpec spec = registry.Pick(kind.Word, new Dictionary<string, JsonNode?> { [setting.Name] = text });
                TSpec again = registry.FromJson(JsonNode.Parse(spec.ToJson().ToJsonString())!.AsObject());
                Assert.Equal(text, Setting.Text(setting.Get(spec)));
                Assert.Equal(text, Setting.Text(setting.Get(again)));
                Assert.True(spec.MeansTheSameAs(again));
                Assert.Equal(setting.IsPlace || text == Setting.Text(setting.Get(kind)), spec.MeansTheSameAs(kind));
                count++;
            }
        }

        return count;
    }

    private static string[] Values(Setting setting) => setting.ValueType switch
    {
        { IsEnum: true } words => [.. Enum.GetNames(words).Select(w => w.ToLowerInvariant())],
        var whole when whole == typeof(int) || whole == typeof(long) => ["7"],
        var real when real == typeof(double) => ["0.1"],
        var list when list == typeof(IReadOnlyList<int>) => ["8,9"],
        var list when list == typeof(IReadOnlyList<double>) => ["0.5,2"],
        var size when size == typeof(ImageSize) => ["14x12"],
        _ => [Path.GetFullPath("a folder")],
    };
}
