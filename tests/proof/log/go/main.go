// Check a log that Tellmark wrote, and the proofs that it made, with Go's own sumdb/note and sumdb/tlog.
//
// usage: check LOG-FOLDER VERIFIER-KEY < QUESTIONS
//
// Each question is a line: `record SIZE INDEX ROOT LEAF PROOF` or `tree SIZE OLD ROOT OLD-ROOT PROOF` (hashes in
// base64, a proof as hashes with commas, or - for none), and is answered by a line: `ok`, or `no` and why. First the
// checkpoint is opened, and the log's own tiles must give the proofs that the question holds.
//
// `audit FOLDER KEPT-SIZE KEPT-ROOT NOW QUORUM WITNESS-KEY,...` asks of another folder whether it is, whole and under
// the same key, a log that grew from the kept head and that enough witnesses have signed.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tiles reads a log's hash tiles; C2SP tlog-tiles leaves Go's tile height (8) out of the path.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	tree, _, err := open(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("no", err)
		os.Exit(3)
	}
	fmt.Println("ok", tree.N, tree.Hash)
	hashes := tlog.TileHashReader(tree, tiles{os.Args[1]})
	questions := bufio.NewScanner(os.Stdin)
	questions.Buffer(nil, 1<<20)
	for questions.Scan() {
		words := strings.Fields(questions.Text())
		ask := func() error { return answer(words, tree, hashes) }
		if words[0] == "audit" {
			ask = func() error { return audit(words, os.Args[2]) }
		}
		if err := ask(); err != nil {
			fmt.Println("no", err)
		} else {
			fmt.Println("ok")
		}
	}
}

// open checks the checkpoint's signature and origin, and lets Go read its other two lines.
func open(folder, vkey string, witnesses ...note.Verifier) (tree tlog.Tree, opened *note.Note, err error) {
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tree, nil, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, nil, err
	}
	opened, err = note.Open(data, note.VerifierList(append(witnesses, verifier)...))
	if err != nil {
		return tree, nil, err
	}
	log := false
	for _, signature := range opened.Sigs {
		log = log || signature.Name == verifier.Name() && signature.Hash == verifier.KeyHash()
	}
	if !log {
		return tree, nil, fmt.Errorf("the log has not signed")
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n") // Go's own log is the only origin that ParseTree knows
	if origin != verifier.Name() {
		return tree, nil, fmt.Errorf("the checkpoint is of another log")
	}
	tree, err = tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	return tree, opened, err
}

// witness verifies cosignatures with Ed25519 (C2SP tlog-cosignature), which Go's library leaves to its callers.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	now  uint64
}

func newWitness(vkey string, now uint64) (w witness, err error) {
	parts := strings.SplitN(vkey, "+", 3)
	material, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || material[0] != 4 {
		return w, fmt.Errorf("not the key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
	return witness{parts[0], binary.BigEndian.Uint32(sum[:]), material[1:], now}, nil
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	stamp := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", stamp, text)
	return stamp <= w.now+600 && ed25519.Verify(w.key, []byte(message), signature[8:])
}

// audit checks a whole log: who signed, each tile and entry, and that it grew from the head that was kept.
func audit(words []string, vkey string) error {
	folder := words[1]
	kept, _ := strconv.ParseInt(words[2], 10, 64)
	keptRoot, err := tlog.ParseHash(words[3])
	if err != nil {
		return err
	}
	now, _ := strconv.ParseUint(words[4], 10, 64)
	quorum, _ := strconv.Atoi(words[5])
	var witnesses []note.Verifier
	for _, key := range strings.Split(words[6], ",") {
		one, err := newWitness(key, now)
		if err != nil {
			return err
		}
		witnesses = append(witnesses, one)
	}
	tree, opened, err := open(folder, vkey, witnesses...)
	if err != nil {
		return err
	}
	if len(opened.Sigs)-1 < quorum { // each of them once, and the log's own
		return fmt.Errorf("too few witnesses")
	}
	if tree.N < kept {
		return fmt.Errorf("the log shrank")
	}
	hashes, err := rebuilt(folder, tree)
	if err != nil {
		return err
	}
	if root, err := tlog.TreeHash(tree.N, hashes); err != nil || root != tree.Hash {
		return fmt.Errorf("the entries make another tree: %v", err)
	}
	if root, err := tlog.TreeHash(kept, hashes); err != nil || root != keptRoot {
		return fmt.Errorf("the log forked: %v", err)
	}
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		if width := tree.N>>uint(8*tile.L) - tile.N*256; width < 256 && int64(tile.W) < width {
			continue // a partial tile of an earlier size
		}
		made, err := tlog.ReadTileData(tile, hashes)
		if err != nil {
			return err
		}
		found, err := tiles{folder}.ReadTiles([]tlog.Tile{tile})
		if err != nil {
			return err
		}
		if !bytes.Equal(made, found[0]) {
			return fmt.Errorf("%s is another", tile.Path())
		}
	}
	return nil
}

// stored is every hash of a tree, in the order that Go's library gives them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for at, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("no such hash")
		}
		found[at] = s[index]
	}
	return found, nil
}

// rebuilt reads the bundles, each entry after its length, and lets Go build the tree of them anew. TileHashReader would
// not do: in v0.7 it leaves the first full tiles unchecked where several hashes of the right edge lie in one tile.
func rebuilt(folder string, tree tlog.Tree) (hashes stored, err error) {
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		if width > 256 {
			width = 256
		}
		path := strings.Replace(tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for at := int64(0); at < width; at++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s ends within an entry", path)
			}
			length := 2 + int(binary.BigEndian.Uint16(data))
			more, err := tlog.StoredHashes(first+at, data[2:length], hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, more...)
			data = data[length:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("%s goes on after its entries", path)
		}
	}
	return hashes, nil
}

func answer(words []string, tree tlog.Tree, hashes tlog.HashReader) error {
	size, err := strconv.ParseInt(words[1], 10, 64)
	if err != nil {
		return err
	}
	other, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return err
	}
	root, err := tlog.ParseHash(words[3])
	if err != nil {
		return err
	}
	second, err := tlog.ParseHash(words[4])
	if err != nil {
		return err
	}
	proof, err := parse(words[5])
	if err != nil {
		return err
	}
	if words[0] == "record" {
		if err := tlog.CheckRecord(proof, size, root, other, second); err != nil {
			return err
		}
		own, err := tlog.ProveRecord(size, other, hashes)
		return same(proof, own, err)
	}
	if err := tlog.CheckTree(proof, size, root, other, second); err != nil {
		return err
	}
	own, err := tlog.ProveTree(size, other, hashes)
	return same(proof, own, err)
}

func parse(word string) ([]tlog.Hash, error) {
	var proof []tlog.Hash
	for _, text := range strings.Split(word, ",") {
		if text == "-" {
			return nil, nil
		}
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		proof = append(proof, hash)
	}
	return proof, nil
}

func same(given, own []tlog.Hash, err error) error {
	if err != nil {
		return err
	}
	if len(given) != len(own) {
		return fmt.Errorf("Go's proof has %d steps, this one %d", len(own), len(given))
	}
	for at := range own {
		if !bytes.Equal(own[at][:], given[at][:]) {
			return fmt.Errorf("step %d is another than Go's", at)
		}
	}
	return nil
}
