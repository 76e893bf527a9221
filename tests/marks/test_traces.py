import io
import json
from pathlib import Path

import pytest
import skimage.data
from PIL import Image

from tellmark.marks.model import Layer, Mark, Says
from tellmark.marks.traces import findings, known
from tellmark.media.containers import Carried, Site, xmp

UUID = "0f1c2d3e-4a5b-6c7d-8e9f-0a1b2c3d4e5f"
A1111 = (
    "Zhang San as a knight\nNegative prompt: blurry\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model hash: 6ce0161689, Version: v1.9.3"
)
COMFY = {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "text": "Zhang San"}}}
XMP = "http://ns.adobe.com/xap/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"

LEFT = {
    "Stable Diffusion web UI": {"png.text.parameters": A1111},
    "SwarmUI": {"png.text.parameters": '{"sui_image_params": {"prompt": "Zhang San"}}'},
    "Fooocus": {"png.text.parameters": '{"prompt": "Zhang San", "version": "Fooocus v2.5"}'},
    "ComfyUI": {"png.text.prompt": json.dumps(COMFY)},
    "InvokeAI": {"png.text.invokeai_metadata": '{"positive_prompt": "Zhang San"}'},
    "Stable Diffusion": {"png.text.sd:prompt": "Zhang San"},
    "NovelAI": {"png.text.Software": "NovelAI"},
    "Midjourney": {"png.text.Description": f"Zhang San --ar 3:2 Job ID: {UUID}"},
    "Grok": {"jpeg.exif.ImageDescription": "Signature: " + "QUJD" * 40, "jpeg.exif.Artist": UUID},
    "Hugging Face jobs": {"png.text.hf-job-id": UUID},
    "Luma": {"png.text.Source": "Luma AI"},
    "Samsung Galaxy AI": {"jpeg.exif.UserComment": '{"genAIType": 1}'},
    "Dreamina": {"jpeg.exif.ImageDescription": '{"product":"dreamina","exportType":"generation"}'},
    "Suno": {"mp3.id3.COMM": "made with suno; Zhang San"},
    "Ideogram": {"jpeg.exif.Make": "Ideogram AI"},
    "DALL E": {"jpeg.exif.Software": "DALL·E 3"},
    "Adobe Firefly": {"jpeg.exif.Software": "Adobe Firefly"},
    "Google Imagen": {"jpeg.exif.Software": "imagen-3.0-generate"},
    "OpenAI": {"png.text.Software": "gpt-image-1"},
    "FLUX": {"jpeg.exif.Software": "FLUX.1 [dev]"},
    "Reve": {"jpeg.exif.Software": "reve.com"},
    "ElevenLabs": {"mp3.id3.TSSE": "ElevenLabs"},
}


def carrying(texts: dict[str, str]) -> Carried:
    return Carried(texts=tuple(Site(place, text.encode()) for place, text in texts.items()))


@pytest.mark.parametrize("generator", LEFT)
def test_a_generator_s_trace_is_named_and_its_prompt_is_not(generator: str) -> None:
    (found,) = findings(carrying(LEFT[generator]))
    assert found.detail["generator"] == generator
    assert (found.mark, found.layer, found.says) == (Mark.TRACE, Layer.STATISTICAL, Says.SUSPECTED_AI)
    assert "Zhang" not in str(found)
    assert UUID not in str(found)


def test_traces_in_xmp_are_found_too() -> None:
    for name, value, generator in (
        ((XMP, "CreatorTool"), "Midjourney", "Midjourney"),
        ((PHOTOSHOP, "Credit"), "Made with Google AI", "Google AI"),
        ((PHOTOSHOP, "Credit"), "Apple Photos Clean Up", "Apple Clean Up"),
        (("http://purl.org/dc/elements/1.1/", "description"), f"x Job ID: {UUID}", "Midjourney"),
    ):
        (found,) = findings(Carried(xmp=(Site("jpeg.app1.xmp", xmp.with_properties(None, {name: value})),)))
        assert found.detail["generator"] == generator


def test_a_generator_that_left_two_traces_is_named_once() -> None:
    both = {"png.text.prompt": json.dumps(COMFY), "png.text.workflow": '{"last_node_id": 9, "nodes": []}'}
    assert len(findings(carrying(both))) == 1


# What cameras, phones, scanners, editors and recorders really write, and words that only sound like a generator.
HARMLESS = {
    "software": [
        "Adobe Photoshop 25.0 (Windows)", "Adobe Photoshop Lightroom Classic 13.1 (Macintosh)", "GIMP 2.10.34",
        "Picasa", "Windows Photo Editor 10.0", "17.5.1", "HDR+ 1.0.585804401zd", "S918BXXU3BWK5", "Ver.1.00",
        "Digital Camera DMC-FZ1000", "Capture One 23 Windows", "darktable 4.4.2", "RawTherapee 5.9", "Snapseed 2.0",
        "DxO PhotoLab 7", "Luminar 4", "Topaz Sharpen AI", "Photos 8.0", "paint.net 5.0", "Microsoft Windows Photo",
        "Lavf60.16.100", "Lavc60.31.102 libmp3lame", "Audacity 3.4", "HandBrake 1.7", "DaVinci Resolve 18", "CapCut",
        "Aperture 3.6", "QuickTime 7.7", "FluxTime Studio", "f.lux", "Sora Camera", "Imagenomic Portraiture",
        "Imagen de cámara", "Runway 34 Studio", "Firefly 8SE", "Recraftsman 2", "Gemini Photo Scanner 3.1",
    ],
    "make": ["Canon", "NIKON CORPORATION", "SONY", "Apple", "samsung", "FUJIFILM", "Hawkeye Firefly", "Leica Camera AG",
             "Google", "HUAWEI", "Xiaomi", "OLYMPUS IMAGING CORP.", "DJI", "GoPro", "Hasselblad", "HTC"],
    "model": ["Canon EOS 5D Mark IV", "ILCE-7M3", "iPhone 15 Pro", "Pixel 8 Pro", "SM-S918B", "X-T5", "COOLPIX P1000"],
    "artist": ["Leonardo Rossi", "Dalle Molle", "Luma Grothe", "Ann O'Nym"],
    "imagedescription": ["OLYMPUS DIGITAL CAMERA", "A talk on Midjourney and DALL-E", "Dali exhibition, prompt arrival",
                         "Signature: on the back", "SONY DSC", "Job ID: 42"],
    "usercomment": ["ASCII", "Steps: 20 to the tower, Size: small", "workflow of the day", "prompt"],
    "comment": ["File written by Adobe Photoshop 5.2", "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90",
                "Recorded with suno microphone", "made with love", "Optimized by JPEGmini"],
    "parameters": ["focal=50mm iso=100", "-quality 90"],
    "prompt": ["Please describe the picture.", "C:\\>"],
    "workflow": ["scan, straighten, crop", '{"name": "scan to folder"}'],
    "title": ["NovelAI, a critique", "Holiday"],
    "source": ["Reuters", "Stable Diffusion: the book", "Luma AI, a report"],
    "dream": ["A Midsummer Night's", "the dream -- part 2"],
    "credit": ["Reuters", "Photo made with Google AI search tips"],
    "sd-metadata": ["SD card 64 GB"],
}  # fmt: skip


@pytest.mark.parametrize("field", HARMLESS)
def test_cameras_editors_and_people_s_words_raise_no_alarm(field: str) -> None:
    for text in HARMLESS[field]:
        assert findings(carrying({f"jpeg.exif.{field}": text})) == (), text
        assert findings(carrying({f"png.text.{field}": text})) == (), text


def test_the_texts_of_real_pictures_raise_no_alarm() -> None:
    from tellmark.media.containers import read
    from tellmark.media.kinds import Kind

    folder = Path(skimage.data.__file__).parent
    pictures = [*folder.glob("*.png"), *folder.glob("*.jpg"), *folder.glob("*.jpeg")]
    assert len(pictures) >= 5
    for picture in pictures:
        kind = Kind.PNG if picture.suffix == ".png" else Kind.JPEG
        assert findings(read(kind, io.BytesIO(picture.read_bytes()))) == ()


def test_a_real_png_of_a_generator_is_traced_through_its_container() -> None:
    from PIL.PngImagePlugin import PngInfo

    from tellmark.media.containers import read
    from tellmark.media.kinds import Kind

    texts = PngInfo()
    texts.add_text("parameters", A1111)
    texts.add_itxt("workflow", '{"last_node_id": 9, "nodes": []}', zip=True)
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG", pnginfo=texts)
    found = {finding.detail["generator"] for finding in findings(read(Kind.PNG, file))}
    assert found == {"Stable Diffusion web UI", "ComfyUI"}


def test_every_trace_of_the_table_can_be_found() -> None:
    assert {trace.generator for trace in known() if not trace.names} <= {*LEFT, "Google AI", "Apple Clean Up", "Udio"}


def test_a_long_text_is_searched_in_part_and_in_time() -> None:
    assert findings(carrying({"png.text.parameters": "Steps: 1, " * 1_000_000})) == ()
