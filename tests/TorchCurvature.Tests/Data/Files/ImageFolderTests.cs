using SkiaSharp;
using TorchCurvature.Data;
using TorchCurvature.Reporting;
using TorchCurvature.Settings;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Data.Files;

/// <summary>Folders of images by class, against the pixels that were drawn.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageFolderTests() => SkiaImageDecoder.Register();

    [Fact]
    public async Task ClassesAndImagesComeInTheOrderOfTheirNames()
    {
        using LiveTensors live = new();
        Draw("set/bee/2.png", 2, 3, (_, _) => new SKColor(1, 2, 3));
        Draw("set/bee/10.PNG", 2, 3, (row, column) => new SKColor((byte)(10 * row), (byte)column, 255));
        Draw("set/ant/x.png", 2, 3, (_, _) => new SKColor(200, 100, 50));
        Draw("test/bee/t.png", 2, 3, (_, _) => SKColors.White);
        var spec = new DataFileSpec { Path = _folder["set"], TestData = _folder["test"] };
        using TrainTestSplit split = await spec.LoadAsync(seed: 1);
        Assert.Equal([3, 3, 2, 3], split.Train.Inputs.shape);
        Assert.Equal([0, 1, 1], split.Train.Labels.data<long>().ToArray());
        Assert.Equal([1], split.Test!.Labels.data<long>().ToArray());
        float[] pixels = split.Train.Inputs.data<float>().ToArray();
        Assert.Equal([200 / 255f, 100 / 255f, 50 / 255f], [pixels[0], pixels[6], pixels[12]]);
        float[] drawn = [0, 0, 0, 10, 10, 10, 0, 1, 2, 0, 1, 2, 255, 255, 255, 255, 255, 255];
        Assert.Equal(drawn.Select(value => value / 255f), pixels[18..36]);
        Assert.Equal(Enumerable.Repeat(1f, 18), split.Test.Inputs.data<float>().ToArray());
    }

    [Fact]
    public async Task WhatIsNoFolderOfImagesIsRefusedInOneLine()
    {
        using LiveTensors live = new();
        Draw("set/ant/a.png", 2, 3, (_, _) => SKColors.Red);
        Draw("other/cow/a.png", 2, 3, (_, _) => SKColors.Red);
        Draw("sizes/ant/a.png", 2, 3, (_, _) => SKColors.Red);
        Draw("sizes/ant/b.png", 3, 3, (_, _) => SKColors.Red);
        Directory.CreateDirectory(_folder["none/ant"]);
        Directory.CreateDirectory(_folder["text/ant"]);
        NumpyFiles.Write(_folder["text/ant/a.png"], "no image"u8.ToArray());
        await Refuses<SettingException>("holds no image", "none");
        await Refuses<DataFormatException>("is no image that can be read", "text");
        await Refuses<DataFormatException>("is an image of 3x3 pixels", "sizes");
        await Refuses<SettingException>("has a class 'cow', and the training data have ant", "set", "other");

        async Task Refuses<T>(string says, string folder, string? test = null)
            where T : Exception
        {
            var spec = new DataFileSpec { Path = _folder[folder], TestData = test is null ? null : _folder[test] };
            Exception error = await Assert.ThrowsAsync<T>(() => spec.LoadAsync(seed: 1));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.Contains(test ?? folder, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Draw(string name, int height, int width, Func<int, int, SKColor> color)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        using var bitmap = new SKBitmap(width, height);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                bitmap.SetPixel(column, row, color(row, column));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        File.WriteAllBytes(_folder[name], png.ToArray());
    }
}
