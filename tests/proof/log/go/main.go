// Check a log that Tellmark wrote, and the proofs that it made, with Go's own sumdb/note and sumdb/tlog.
//
// usage: check LOG-FOLDER VERIFIER-KEY < QUESTIONS
//
// Each question is a line: `record SIZE INDEX ROOT LEAF PROOF` or `tree SIZE OLD ROOT OLD-ROOT PROOF` (hashes in
// base64, a proof as hashes with commas, or - for none), and is answered by a line: `ok`, or `no` and why. First the
// checkpoint is opened, and the log's own tiles must give the proofs that the question holds.
package main

import (
	"bufio"
	"bytes"
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
	tree, err := open(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("no", err)
		os.Exit(3)
	}
	fmt.Println("ok", tree.N, tree.Hash)
	hashes := tlog.TileHashReader(tree, tiles{os.Args[1]})
	questions := bufio.NewScanner(os.Stdin)
	questions.Buffer(nil, 1<<20)
	for questions.Scan() {
		if err := answer(strings.Fields(questions.Text()), tree, hashes); err != nil {
			fmt.Println("no", err)
		} else {
			fmt.Println("ok")
		}
	}
}

// open checks the checkpoint's signature, and lets Go read its three lines.
func open(folder, vkey string) (tree tlog.Tree, err error) {
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tree, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	_, rest, _ := strings.Cut(opened.Text, "\n") // Go's own log is the only origin that ParseTree knows
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
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
